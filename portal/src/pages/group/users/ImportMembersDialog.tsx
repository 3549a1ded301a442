// Members of one group from a workbook or a CSV file: the service reads it, what it read is shown, and then added. Any
// group admin may do this, whereas Bulk Upload Users belongs to organization admins.

import { ProgressBar } from "@fluentui/react-components";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { membersFileQuery } from "~/api/members";
import type { Group } from "~/api/models";
import { FilePicker } from "~/components/FilePicker";
import { fieldErrors } from "~/components/fieldErrors";
import { FormDialog } from "~/components/FormDialog";
import { Loading } from "~/components/Loading";
import { RegionPicker } from "~/components/RegionPicker";
import { counted } from "~/lib/format";
import { OutcomeDialog } from "./AddMembersDialog";
import { sendMembers, type ReadMember } from "./importMembers";
import { ReadFile } from "./ReadFile";

interface ImportMembersDialogProps {
  group: Group;
  onClose: () => void;
}

export default function ImportMembersDialog({ group, onClose }: ImportMembersDialogProps) {
  const [file, setFile] = useState<File | null>(null);
  const [region, setRegion] = useState("");
  const [share, setShare] = useState(0);
  const read = useQuery(membersFileQuery(group.id, file, region));
  const send = useMutation({
    mutationFn: (members: readonly ReadMember[]) => sendMembers(group.id, members, setShare),
  });
  const members = read.data?.members ?? [];
  const errors = fieldErrors(send.error ?? read.error, ["region"]);

  if (send.data) return <OutcomeDialog results={send.data} onClose={onClose} />;
  return (
    <FormDialog
      title="Import users from a file"
      submit={members.length > 0 ? `Add ${counted(members.length, "number")}` : "Add"}
      isReady={members.length > 0}
      isPending={send.isPending}
      error={errors.rest}
      onSubmit={() => send.mutate(members)}
      onClose={onClose}
    >
      <FilePicker
        label="Workbook or CSV file"
        hint="A column Phone Number and, if you like, User Type (Admin or Member)"
        isRequired
        files={file ? [file] : []}
        onChange={([chosen]) => setFile(chosen ?? null)}
      />
      <RegionPicker
        value={region}
        onChange={setRegion}
        defaultRegion={group.region ?? undefined}
        {...errors.at("region")}
      />
      {read.isLoading && <Loading label="The file is being read" />}
      {read.data && <ReadFile read={read.data} />}
      {send.isPending && <ProgressBar value={share} aria-label="Sending the numbers" />}
    </FormDialog>
  );
}
