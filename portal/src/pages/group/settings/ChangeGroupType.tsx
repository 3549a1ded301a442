import { Text } from "@fluentui/react-components";
import { useState } from "react";
import { changeGroupType } from "~/api/groups";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DialogButton } from "~/components/DialogButton";
import { Name } from "~/components/Name";
import { useNotify } from "~/components/toast";
import type { SectionProps } from "../section";

/** From private to organization, which people know as "Map to Organization", and back. */
export function ChangeGroupType({ group, etag }: SectionProps) {
  const notify = useNotify();
  const [isAsked, ask] = useState(false);
  const isPrivate = group.type === "private";
  const action = isPrivate ? "Map to Organization" : "Make private";
  return (
    <>
      <Text>
        {isPrivate
          ? "An organization group is also managed by organization admins. Its name must be unique among organization groups."
          : "A private group is seen only by its members. Organization admins who are not in it no longer see it, and exports leave it out."}
      </Text>
      <DialogButton onClick={() => ask(true)}>{action}</DialogButton>
      {isAsked && (
        <ConfirmDialog
          title={`${action}?`}
          confirm={action}
          onConfirm={() => changeGroupType(group.id, etag, isPrivate ? "organization" : "private")}
          onDone={() => notify(isPrivate ? "The group is now an organization group." : "The group is now private.")}
          onClose={() => ask(false)}
        >
          <Name>{group.name}</Name> {isPrivate ? "becomes an organization group." : "becomes a private group."}
        </ConfirmDialog>
      )}
    </>
  );
}
