import { Text } from "@fluentui/react-components";
import { useState } from "react";
import { useNavigate } from "react-router";
import { groupQuery } from "~/api/groups";
import { removeMember } from "~/api/members";
import type { Group } from "~/api/models";
import { useMe } from "~/context/me";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DialogButton } from "~/components/DialogButton";
import { Name } from "~/components/Name";

export function LeaveGroup({ group }: { group: Group }) {
  const me = useMe();
  const navigate = useNavigate();
  const [isAsked, ask] = useState(false);
  const number = me.phoneNumber;
  if (!number) return null;
  return (
    <>
      <Text>You are in this group as {group.callerRole}.</Text>
      <DialogButton onClick={() => ask(true)}>Leave the group</DialogButton>
      {isAsked && (
        <ConfirmDialog
          title="Leave this group?"
          confirm="Leave"
          gone={groupQuery(group.id).queryKey}
          onConfirm={() => removeMember(group.id, number)}
          onDone={() => void navigate("/groups")}
          onClose={() => ask(false)}
        >
          Only an admin of <Name>{group.name}</Name> can add you again.
        </ConfirmDialog>
      )}
    </>
  );
}
