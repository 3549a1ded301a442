import { Button, Card, Field, Input, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { identityQuery, removeIdentity, storeIdentity } from "~/api/identities";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DialogButton } from "~/components/DialogButton";
import { fieldErrors } from "~/components/fieldErrors";
import { Loading } from "~/components/Loading";
import { PhoneNumber } from "~/components/Name";
import { PageHeader } from "~/components/PageHeader";
import { ProblemMessage } from "~/components/ProblemMessage";
import { useNotify } from "~/components/toast";
import { ReadNumbers, useReadNumbers } from "~/components/NumbersField";

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
  field: { flex: "1 1 260px", maxWidth: "420px" },
  card: {
    marginBlockStart: tokens.spacingVerticalXL,
    padding: tokens.spacingHorizontalXL,
    maxWidth: "640px",
    gap: tokens.spacingVerticalM,
  },
});

export default function IdentitiesPage() {
  const styles = useStyles();
  const [text, setText] = useState("");
  const [subject, setSubject] = useState("");
  return (
    <>
      <PageHeader
        title="Identities"
        details="Which phone number belongs to whom, where the sign-in does not say it. The subject is what a person’s token says: in Entra ID, the object ID."
      />
      <form
        className={styles.row}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setSubject(text.trim());
        }}
      >
        <Field label="Subject" required className={styles.field}>
          <Input value={text} onChange={(_, data) => setText(data.value)} />
        </Field>
        <Button type="submit" appearance="primary" disabled={!text.trim()}>
          Look up
        </Button>
      </form>
      {subject && <IdentityCard key={subject} subject={subject} />}
    </>
  );
}

function IdentityCard({ subject }: { subject: string }) {
  const styles = useStyles();
  const notify = useNotify();
  const [text, setText] = useState("");
  const [isAsked, ask] = useState(false);
  const read = useReadNumbers(text, "");
  const query = useQuery(identityQuery(subject));
  const save = useMutation({
    mutationFn: () => storeIdentity(subject, text.trim()),
    onSuccess: () => {
      notify("The number is stored.");
      setText("");
    },
  });
  const errors = fieldErrors(save.error, ["phoneNumber"]);
  if (query.isPending) return <Loading label="Looking it up" />;
  if (query.isError) return <ProblemMessage error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Card className={styles.card} role="region" aria-label={`Identity ${subject}`}>
      <Text>
        {query.data ? (
          <>
            <bdi>{subject}</bdi> has the number <PhoneNumber>{query.data.phoneNumber}</PhoneNumber>.
          </>
        ) : (
          <>
            No number is stored for <bdi>{subject}</bdi>.
          </>
        )}
      </Text>
      <form
        className={styles.row}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Field
          label={query.data ? "Another number" : "Number"}
          hint="With + and the country code"
          className={styles.field}
          {...errors.at("phoneNumber")}
        >
          <Input value={text} type="tel" dir="ltr" onChange={(_, data) => setText(data.value)} />
        </Field>
        <Button type="submit" appearance="primary" disabled={!text.trim() || save.isPending}>
          Store
        </Button>
        {query.data && <DialogButton onClick={() => ask(true)}>Remove</DialogButton>}
      </form>
      {read && read.length > 0 && <ReadNumbers numbers={read} />}
      {save.isError && <ProblemMessage error={errors.rest} title="The number was not stored." />}
      {isAsked && (
        <ConfirmDialog
          title="Remove this number?"
          confirm="Remove"
          onConfirm={() => removeIdentity(subject)}
          onDone={() => notify("The number is removed.")}
          onClose={() => ask(false)}
        >
          The number from the sign-in, if there is one, is used again.
        </ConfirmDialog>
      )}
    </Card>
  );
}
