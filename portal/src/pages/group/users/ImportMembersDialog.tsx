// Members of one group from a CSV file, read here and sent in portions: any group admin may do this, whereas
// Bulk Upload Users belongs to organization admins.

import { ProgressBar } from "@fluentui/react-components";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { Group, MemberResults } from "~/api/models";
import { FilePicker } from "~/components/FilePicker";
import { fieldErrors } from "~/components/fieldErrors";
import { FormDialog } from "~/components/FormDialog";
import { ReadNumbers, useReadNumbers } from "~/components/NumbersField";
import { RegionPicker } from "~/components/RegionPicker";
import { counted } from "~/lib/format";
import { OutcomeDialog } from "./AddMembersDialog";
import { readMembers, sendMembers, type CsvMembers } from "./importMembers";

interface ImportMembersDialogProps {
  group: Group;
  onClose: () => void;
}

export default function ImportMembersDialog({ group, onClose }: ImportMembersDialogProps) {
  const [file, setFile] = useState<{ file: File; members: CsvMembers } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [region, setRegion] = useState("");
  const [share, setShare] = useState(0);
  const read = useReadNumbers(file?.members.all.join("\n") ?? "", region, group.region);
  const send = useMutation({
    mutationFn: (members: CsvMembers): Promise<MemberResults> => sendMembers(group.id, members, region, setShare),
  });

  const choose = async (chosen: File | null) => {
    if (!chosen) {
      setFile(null);
      return;
    }
    const members = readMembers(new TextDecoder().decode(await chosen.arrayBuffer()));
    const isEmpty = members.all.length === 0;
    setError(isEmpty ? "This file has no phone numbers. Add a column Phone Number." : null);
    setFile(isEmpty ? null : { file: chosen, members });
  };

  const errors = fieldErrors(send.error, ["phoneNumbers", "region"]);

  if (send.data) return <OutcomeDialog results={send.data} onClose={onClose} />;
  return (
    <FormDialog
      title="Import users from CSV"
      submit={file ? `Add ${counted(file.members.all.length, "number")}` : "Add"}
      isReady={file !== null}
      isPending={send.isPending}
      error={errors.rest}
      onSubmit={() => file && send.mutate(file.members)}
      onClose={onClose}
    >
      <FilePicker
        label="CSV file"
        hint="A column Phone Number and, if you like, User Type (Admin or Member)"
        isRequired
        file={file?.file ?? null}
        error={error ?? errors.at("phoneNumbers").validationMessage ?? null}
        onChoose={(chosen) => void choose(chosen)}
      />
      <RegionPicker
        value={region}
        onChange={setRegion}
        defaultRegion={group.region ?? undefined}
        {...errors.at("region")}
      />
      {read && read.length > 0 && <ReadNumbers numbers={read} />}
      {send.isPending && <ProgressBar value={share} aria-label="Sending the numbers" />}
    </FormDialog>
  );
}
