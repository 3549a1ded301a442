// Members of one group from a CSV file, read here and sent in portions: any group admin may do this, whereas
// Bulk Upload Users belongs to organization admins.

import { Button, Field, makeStyles, ProgressBar, Text, tokens } from "@fluentui/react-components";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import type { Group, MemberResults } from "~/api/models";
import { FormDialog } from "~/components/FormDialog";
import { ReadNumbers, useReadNumbers } from "~/components/NumbersField";
import { RegionPicker } from "~/components/RegionPicker";
import { counted } from "~/lib/format";
import { OutcomeDialog } from "./AddMembersDialog";
import { readMembers, sendMembers, type CsvMembers } from "./importMembers";

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
});

interface ImportMembersDialogProps {
  group: Group;
  onClose: () => void;
}

export default function ImportMembersDialog({ group, onClose }: ImportMembersDialogProps) {
  const styles = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<{ name: string; members: CsvMembers } | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [region, setRegion] = useState("");
  const [share, setShare] = useState(0);
  const read = useReadNumbers(file?.members.all.join("\n") ?? "", region, group.region);
  const send = useMutation({
    mutationFn: (members: CsvMembers): Promise<MemberResults> => sendMembers(group.id, members, region, setShare),
  });

  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    const members = readMembers(new TextDecoder().decode(await chosen.arrayBuffer()));
    const isEmpty = members.all.length === 0;
    setFault(isEmpty ? "No numbers were found in this file. It needs a column Phone Number." : null);
    setFile(isEmpty ? null : { name: chosen.name, members });
  };

  if (send.data) return <OutcomeDialog results={send.data} onClose={onClose} />;
  return (
    <FormDialog
      title="Import users from CSV"
      submit={file ? `Add ${counted(file.members.all.length, "number")}` : "Add"}
      isReady={file !== null}
      isPending={send.isPending}
      error={send.error}
      onSubmit={() => file && send.mutate(file.members)}
      onClose={onClose}
    >
      <Field
        label="CSV file"
        required
        hint="A column Phone Number and, if you like, User Type (Admin or Member)"
        validationState={fault ? "error" : "none"}
        validationMessage={fault}
      >
        <input
          ref={input}
          type="file"
          accept=".csv,text/csv,text/plain"
          className="visually-hidden"
          tabIndex={-1}
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
      </Field>
      <div className={styles.row}>
        <Button onClick={() => input.current?.click()}>{file ? "Choose another file" : "Choose a file"}</Button>
        {file && (
          <Text>
            <bdi>{file.name}</bdi>
          </Text>
        )}
      </div>
      <RegionPicker
        label="Region of numbers without a country code"
        value={region}
        onChange={setRegion}
        defaultRegion={group.region ?? undefined}
      />
      {read && read.length > 0 && <ReadNumbers numbers={read} />}
      {send.isPending && <ProgressBar value={share} aria-label="Sending the numbers" />}
    </FormDialog>
  );
}
