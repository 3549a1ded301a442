import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { actionsQuery, deleteAction } from "~/api/actions";
import type { CatalogueAction } from "~/api/models";
import { ActiveBadge } from "~/components/ActiveBadge";
import { KINDS } from "~/components/catalogueWords";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DataTable, type Column } from "~/components/DataTable";
import { DialogButton } from "~/components/DialogButton";
import { EmptyState } from "~/components/EmptyState";
import { Name } from "~/components/Name";
import { PagedList } from "~/components/PagedList";
import { PageHeader } from "~/components/PageHeader";
import { RowMenu } from "~/components/RowMenu";
import { useNotify } from "~/components/toast";

const ActionDialog = lazy(() => import("./ActionDialog"));

type Asked = { what: "create" } | { what: "edit" | "delete"; action: CatalogueAction };

const useStyles = makeStyles({
  words: { display: "grid" },
  soft: { color: tokens.colorNeutralForeground2 },
});

export default function ActionsPage() {
  const query = useInfiniteQuery(actionsQuery);
  const notify = useNotify();
  const [asked, ask] = useState<Asked | null>(null);
  const close = () => ask(null);
  return (
    <>
      <PageHeader
        title="Actions"
        details="What people can send in a group: polls, checklists, announcements. A group has an action when its admin adds and publishes it."
        actions={
          <DialogButton appearance="primary" icon={<Add20Regular />} onClick={() => ask({ what: "create" })}>
            Add action
          </DialogButton>
        }
      />
      <PagedList query={query} noun="action" empty={<EmptyState title="No actions yet" />}>
        {(actions) => <ActionTable actions={actions} onAsk={ask} />}
      </PagedList>
      <Suspense>
        {asked?.what === "create" && <ActionDialog actionId={null} onClose={close} />}
        {asked?.what === "edit" && <ActionDialog actionId={asked.action.id} onClose={close} />}
      </Suspense>
      {asked?.what === "delete" && (
        <ConfirmDialog
          title="Remove this action?"
          confirm="Remove"
          onConfirm={() => deleteAction(asked.action.id)}
          onDone={() => notify(`${asked.action.name} is removed.`)}
          onClose={close}
        >
          <Name>{asked.action.name}</Name> is removed from all groups at once.
        </ConfirmDialog>
      )}
    </>
  );
}

function ActionTable({ actions, onAsk }: { actions: CatalogueAction[]; onAsk: (asked: Asked) => void }) {
  const styles = useStyles();
  const columns: Column<CatalogueAction>[] = [
    {
      id: "name",
      title: "Name",
      isName: true,
      render: (action) => (
        <span className={styles.words}>
          <Name>{action.name}</Name>
          {action.description && (
            <Text size={200} className={styles.soft}>
              <bdi>{action.description}</bdi>
            </Text>
          )}
        </span>
      ),
    },
    { id: "kind", title: "Kind", width: "150px", hideOn: "phone", render: (action) => KINDS[action.kind] },
    {
      id: "version",
      title: "Version",
      width: "90px",
      hideOn: "narrow",
      isNumber: true,
      render: (action) => action.schemaVersion,
    },
    { id: "state", title: "State", width: "110px", render: (action) => <ActiveBadge isActive={action.active} /> },
    {
      id: "menu",
      title: "More",
      hideTitle: true,
      width: "64px",
      render: (action) => (
        <RowMenu
          label={`More for ${action.name}`}
          items={[
            { label: "Edit", onChoose: () => onAsk({ what: "edit", action }) },
            { label: "Remove", onChoose: () => onAsk({ what: "delete", action }) },
          ]}
        />
      ),
    },
  ];
  return <DataTable label="Actions" columns={columns} rows={actions} rowKey={(action) => action.id} />;
}
