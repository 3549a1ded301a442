import { LinkDismiss20Regular } from "@fluentui/react-icons";
import { useState } from "react";
import type { Group, Subgroup } from "~/api/models";
import { unlinkSubgroup } from "~/api/subgroups";
import { canManage, canOpen, useMe } from "~/context/me";
import { AppLink } from "~/components/AppLink";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DataTable, type Column } from "~/components/DataTable";
import { DialogButton } from "~/components/DialogButton";
import { Name } from "~/components/Name";
import { useNotify } from "~/components/toast";
import { count } from "~/lib/format";

export function SubgroupTable({ group, subgroups }: { group: Group; subgroups: Subgroup[] }) {
  const me = useMe();
  const mayManage = canManage(me, group);
  const notify = useNotify();
  const [leaving, setLeaving] = useState<Subgroup | null>(null);
  const columns: Column<Subgroup>[] = [
    {
      id: "name",
      title: "Name",
      isName: true,
      render: (subgroup) =>
        canOpen(me, subgroup) ? (
          <AppLink to={`/groups/${subgroup.id}`}>
            <Name>{subgroup.name}</Name>
          </AppLink>
        ) : (
          <Name>{subgroup.name}</Name>
        ),
    },
    {
      id: "members",
      title: "Members",
      isNumber: true,
      width: "110px",
      render: (subgroup) => count(subgroup.memberCount),
    },
  ];
  if (mayManage) {
    columns.push({
      id: "remove",
      title: "Remove",
      hideTitle: true,
      width: "56px",
      render: (subgroup) => (
        <DialogButton
          appearance="subtle"
          icon={<LinkDismiss20Regular />}
          aria-label={`Remove ${subgroup.name}`}
          onClick={() => setLeaving(subgroup)}
        />
      ),
    });
  }
  return (
    <>
      <DataTable label="Linked sub-groups" columns={columns} rows={subgroups} rowKey={(subgroup) => subgroup.id} />
      {leaving && (
        <ConfirmDialog
          title="Remove this sub-group?"
          confirm="Remove"
          onConfirm={() => unlinkSubgroup(group.id, leaving.id)}
          onDone={() => notify(`${leaving.name} is no longer a sub-group.`)}
          onClose={() => setLeaving(null)}
        >
          <Name>{leaving.name}</Name> stays as it is; only its link to <Name>{group.name}</Name> is removed.
        </ConfirmDialog>
      )}
    </>
  );
}
