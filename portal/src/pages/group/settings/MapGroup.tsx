import { Text } from "@fluentui/react-components";
import { useState } from "react";
import { changeGroupType } from "~/api/groups";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { Name } from "~/components/Name";
import { useNotify } from "~/components/toast";
import type { SectionProps } from "../section";
import { DialogButton } from "~/components/DialogButton";

/** Private to organization ("Map to Organization"), and back. */
export function MapGroup({ group, etag }: SectionProps) {
  const notify = useNotify();
  const [isAsked, ask] = useState(false);
  const isPrivate = group.type === "private";
  const action = isPrivate ? "Map to Organization" : "Make private";
  return (
    <>
      <Text>
        {isPrivate
          ? "Organization admins will see and manage this group, too, and its name must be unique among theirs."
          : "Only its members will see this group. Organization admins who are not in it will not, and exports leave it out."}
      </Text>
      <DialogButton onClick={() => ask(true)}>{action}</DialogButton>
      {isAsked && (
        <ConfirmDialog
          title={`${action}?`}
          confirm={action}
          onConfirm={() => changeGroupType(group.id, etag, isPrivate ? "organization" : "private")}
          onDone={() => notify(isPrivate ? "The group belongs to the organization." : "The group is private.")}
          onClose={() => ask(false)}
        >
          <Name>{group.name}</Name> {isPrivate ? "becomes a group of the organization." : "becomes private."}
        </ConfirmDialog>
      )}
    </>
  );
}
