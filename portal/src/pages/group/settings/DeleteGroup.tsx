import { Text } from "@fluentui/react-components";
import { Delete20Regular } from "@fluentui/react-icons";
import { useState } from "react";
import { useNavigate } from "react-router";
import { deleteGroup, groupQuery } from "~/api/groups";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DialogButton } from "~/components/DialogButton";
import { Name } from "~/components/Name";
import { useNotify } from "~/components/toast";
import { counted } from "~/lib/format";
import type { SectionProps } from "../section";

export function DeleteGroup({ group, etag }: SectionProps) {
  const navigate = useNavigate();
  const notify = useNotify();
  const [isAsked, ask] = useState(false);
  return (
    <>
      <Text>It can be restored for 30 days, members and all, from the Deleted tab of Groups.</Text>
      <DialogButton icon={<Delete20Regular />} onClick={() => ask(true)}>
        Delete the group
      </DialogButton>
      {isAsked && (
        <ConfirmDialog
          title="Delete this group?"
          confirm="Delete"
          gone={groupQuery(group.id).queryKey}
          onConfirm={() => deleteGroup(group.id, etag)}
          onDone={() => {
            notify(`${group.name} is deleted.`);
            void navigate("/groups");
          }}
          onClose={() => ask(false)}
        >
          <Name>{group.name}</Name> with {counted(group.memberCount, "member")} is deleted for everybody in it.
        </ConfirmDialog>
      )}
    </>
  );
}
