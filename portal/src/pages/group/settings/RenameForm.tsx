import { Button, Field, Input, makeStyles, Textarea, tokens } from "@fluentui/react-components";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { changeGroup } from "~/api/groups";
import { fieldErrors } from "~/components/fieldErrors";
import { ProblemMessage } from "~/components/ProblemMessage";
import { useNotify } from "~/components/toast";
import type { SectionProps } from "../section";

const useStyles = makeStyles({
  form: { display: "grid", gap: tokens.spacingVerticalM },
  button: { justifySelf: "start" },
});

export function RenameForm({ group, etag }: SectionProps) {
  const styles = useStyles();
  const notify = useNotify();
  // Null until it is typed in: what somebody else changes meanwhile shows where one has not typed, and nothing typed is
  // lost when the service rejects the change because of theirs.
  const [typedName, setName] = useState<string | null>(null);
  const [typedMessage, setWelcomeMessage] = useState<string | null>(null);
  const name = typedName ?? group.name;
  const welcomeMessage = typedMessage ?? group.welcomeMessage;
  const isChanged = name.trim() !== group.name || welcomeMessage.trim() !== group.welcomeMessage;
  const save = useMutation({
    mutationFn: () => changeGroup(group.id, etag, { name: name.trim(), welcomeMessage: welcomeMessage.trim() }),
    onSuccess: () => {
      setName(null);
      setWelcomeMessage(null);
      notify("The group is saved.");
    },
  });
  const errors = fieldErrors(save.error, ["name", "welcomeMessage"]);
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Field label="Name" required {...errors.at("name")}>
        <Input value={name} maxLength={200} dir="auto" onChange={(_, data) => setName(data.value)} />
      </Field>
      <Field label="Welcome message" {...errors.at("welcomeMessage")}>
        <Textarea
          value={welcomeMessage}
          maxLength={2000}
          dir="auto"
          resize="vertical"
          onChange={(_, data) => setWelcomeMessage(data.value)}
        />
      </Field>
      {save.isError && <ProblemMessage error={errors.rest} title="The group was not saved." />}
      <Button
        className={styles.button}
        type="submit"
        appearance="primary"
        disabled={!isChanged || !name.trim() || save.isPending}
      >
        {save.isPending ? "Saving …" : "Save"}
      </Button>
    </form>
  );
}
