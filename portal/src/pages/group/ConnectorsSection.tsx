import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { PlugDisconnected20Regular } from "@fluentui/react-icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { connectorCandidatesQuery, groupConnectorsQuery, linkConnector, unlinkConnector } from "~/api/groupConnectors";
import type { Group, GroupConnector } from "~/api/models";
import { canManage, useMe } from "~/context/me";
import { ActiveBadge } from "~/components/ActiveBadge";
import { permissionWords } from "~/components/catalogueWords";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DataTable, type Column } from "~/components/DataTable";
import { DialogButton } from "~/components/DialogButton";
import { EmptyState } from "~/components/EmptyState";
import { LinkPicker } from "~/components/LinkPicker";
import { Name } from "~/components/Name";
import { PagedList } from "~/components/PagedList";
import { TimeText } from "~/components/TimeText";
import { useNotify } from "~/components/toast";
import type { SectionProps } from "./section";

const useStyles = makeStyles({
  page: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalXL },
  words: { display: "grid" },
  soft: { color: tokens.colorNeutralForeground2 },
});

export default function ConnectorsSection({ group }: SectionProps) {
  const styles = useStyles();
  const mayManage = canManage(useMe(), group);
  const query = useInfiniteQuery(groupConnectorsQuery(group.id));
  return (
    <div className={styles.page}>
      {mayManage && (
        <LinkPicker
          label="Link a connector"
          candidatesQuery={(text) => connectorCandidatesQuery(group.id, text)}
          detail={(candidate) => permissionWords(candidate.permissions)}
          button="Link"
          done={(candidate) => `${candidate.name} is linked.`}
          link={({ id }) => linkConnector(group.id, id)}
        />
      )}
      <PagedList
        query={query}
        noun="connector"
        empty={
          <EmptyState
            title="No connectors"
            hint={mayManage ? "Link one above: it gets its permissions on this group and no other." : undefined}
          />
        }
      >
        {(connectors) => <ConnectorTable group={group} connectors={connectors} mayManage={mayManage} />}
      </PagedList>
    </div>
  );
}

interface ConnectorTableProps {
  group: Group;
  connectors: GroupConnector[];
  mayManage: boolean;
}

function ConnectorTable({ group, connectors, mayManage }: ConnectorTableProps) {
  const styles = useStyles();
  const notify = useNotify();
  const [leaving, setLeaving] = useState<GroupConnector | null>(null);
  const [again, setAgain] = useState<GroupConnector | null>(null);
  const columns: Column<GroupConnector>[] = [
    {
      id: "name",
      title: "Connector",
      isName: true,
      render: (connector) => (
        <span className={styles.words}>
          <Name>{connector.name}</Name>
          {connector.description && (
            <Text size={200} className={styles.soft}>
              <bdi>{connector.description}</bdi>
            </Text>
          )}
        </span>
      ),
    },
    {
      id: "permissions",
      title: "May",
      render: (connector) => (
        <span className={styles.words}>
          <span>{permissionWords(connector.permissions)}</span>
          {connector.asksForMore && (
            <Text size={200} className={styles.soft}>
              Asks for more: {permissionWords(connector.requestedPermissions)}
            </Text>
          )}
        </span>
      ),
    },
    {
      id: "state",
      title: "State",
      width: "110px",
      hideOn: "phone",
      render: (row) => <ActiveBadge isActive={row.active} />,
    },
    { id: "added", title: "Linked", width: "190px", hideOn: "narrow", render: (row) => <TimeText at={row.addedAt} /> },
  ];
  if (mayManage) {
    columns.push({
      id: "again",
      title: "Link again",
      hideTitle: true,
      width: "112px",
      render: (connector) =>
        connector.asksForMore && (
          <DialogButton
            appearance="subtle"
            aria-label={`Link ${connector.name} again`}
            onClick={() => setAgain(connector)}
          >
            Link again
          </DialogButton>
        ),
    });
    columns.push({
      id: "remove",
      title: "Remove",
      hideTitle: true,
      width: "64px",
      render: (connector) => (
        <DialogButton
          appearance="subtle"
          icon={<PlugDisconnected20Regular />}
          aria-label={`Remove ${connector.name}`}
          onClick={() => setLeaving(connector)}
        />
      ),
    });
  }
  return (
    <>
      <DataTable
        label="Connectors of the group"
        columns={columns}
        rows={connectors}
        rowKey={(connector) => connector.id}
      />
      {again && (
        <ConfirmDialog
          title="Link this connector again?"
          confirm="Link again"
          onConfirm={() => linkConnector(group.id, again.id)}
          onDone={() => notify(`${again.name} is linked again.`)}
          onClose={() => setAgain(null)}
        >
          <Name>{again.name}</Name> will have in <Name>{group.name}</Name> what it asks for now:{" "}
          {permissionWords(again.requestedPermissions)}. Its permissions, events, application or address have changed
          since it was linked.
        </ConfirmDialog>
      )}
      {leaving && (
        <ConfirmDialog
          title="Remove this connector?"
          confirm="Remove"
          onConfirm={() => unlinkConnector(group.id, leaving.id)}
          onDone={() => notify(`${leaving.name} is removed.`)}
          onClose={() => setLeaving(null)}
        >
          <Name>{leaving.name}</Name> loses what it may do in <Name>{group.name}</Name> at once.
        </ConfirmDialog>
      )}
    </>
  );
}
