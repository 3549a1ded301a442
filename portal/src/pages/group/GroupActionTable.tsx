import { Badge, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { removeGroupAction, setPublished, setSenders } from "~/api/groupActions";
import type { Group, GroupAction, Role } from "~/api/models";
import { KINDS } from "~/components/catalogueWords";
import { CheckboxGroup } from "~/components/CheckboxGroup";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DataTable, type Column } from "~/components/DataTable";
import { fieldErrors } from "~/components/fieldErrors";
import { FormDialog } from "~/components/FormDialog";
import { Name } from "~/components/Name";
import { ProblemMessage } from "~/components/ProblemMessage";
import { RowMenu } from "~/components/RowMenu";
import { useNotify } from "~/components/toast";
import { SENDERS } from "./senders";

const useStyles = makeStyles({
  words: { display: "grid" },
  soft: { color: tokens.colorNeutralForeground2 },
});

interface GroupActionTableProps {
  group: Group;
  actions: GroupAction[];
  mayManage: boolean;
}

export function GroupActionTable({ group, actions, mayManage }: GroupActionTableProps) {
  const styles = useStyles();
  const notify = useNotify();
  const [leaving, setLeaving] = useState<GroupAction | null>(null);
  const [changing, setChanging] = useState<GroupAction | null>(null);
  const publish = useMutation({
    mutationFn: ({ id, published }: GroupAction) => setPublished(group.id, id, !published),
    onSuccess: ({ name, published }) => notify(published ? `${name} is published.` : `${name} is a draft again.`),
  });
  const columns: Column<GroupAction>[] = [
    {
      id: "name",
      title: "Action",
      isName: true,
      render: (action) => (
        <span className={styles.words}>
          <Name>{action.name}</Name>
          <Text size={200} className={styles.soft}>
            {KINDS[action.kind]}
            {action.description && <bdi> · {action.description}</bdi>}
          </Text>
        </span>
      ),
    },
    {
      id: "senders",
      title: "Who may send it",
      hideOn: "phone",
      render: (action) => action.senderRoles.map((role) => SENDERS[role]).join(", "),
    },
    {
      id: "state",
      title: "State",
      width: "120px",
      render: ({ published }) => (
        <Badge appearance="tint" color={published ? "success" : "informative"}>
          {published ? "Published" : "Draft"}
        </Badge>
      ),
    },
  ];
  if (mayManage) {
    columns.push({
      id: "menu",
      title: "More",
      hideTitle: true,
      width: "64px",
      render: (action) => (
        <RowMenu
          label={`More for ${action.name}`}
          items={[
            { label: action.published ? "Make a draft again" : "Publish", onChoose: () => publish.mutate(action) },
            { label: "Change who may send it", onChoose: () => setChanging(action) },
            { label: "Remove", onChoose: () => setLeaving(action) },
          ]}
        />
      ),
    });
  }
  return (
    <>
      {publish.isError && <ProblemMessage error={publish.error} title="The action stays as it was." />}
      <DataTable label="Actions of the group" columns={columns} rows={actions} rowKey={(action) => action.id} />
      {changing && <SendersDialog group={group} action={changing} onClose={() => setChanging(null)} />}
      {leaving && (
        <ConfirmDialog
          title="Remove this action?"
          confirm="Remove"
          onConfirm={() => removeGroupAction(group.id, leaving.id)}
          onDone={() => notify(`${leaving.name} is removed.`)}
          onClose={() => setLeaving(null)}
        >
          <Name>{leaving.name}</Name> can no longer be sent in <Name>{group.name}</Name>. The catalogue keeps it.
        </ConfirmDialog>
      )}
    </>
  );
}

function SendersDialog({ group, action, onClose }: { group: Group; action: GroupAction; onClose: () => void }) {
  const notify = useNotify();
  const [senders, chooseSenders] = useState<Role[]>(action.senderRoles);
  const save = useMutation({
    mutationFn: () => setSenders(group.id, action.id, senders),
    onSuccess: () => {
      notify("Who may send it is saved.");
      onClose();
    },
  });
  const errors = fieldErrors(save.error, ["senderRoles"]);
  return (
    <FormDialog
      title="Who may send it?"
      submit="Save"
      isReady={senders.length > 0}
      isPending={save.isPending}
      error={errors.rest}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <Name>{action.name}</Name>
      <CheckboxGroup
        label="Roles"
        labels={SENDERS}
        values={senders}
        onChange={chooseSenders}
        {...errors.at("senderRoles")}
      />
    </FormDialog>
  );
}
