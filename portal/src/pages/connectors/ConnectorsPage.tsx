import { Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { connectorsQuery } from "~/api/catalogues";
import { answer, api } from "~/api/client";
import type { Connector } from "~/api/models";
import { ActiveBadge } from "~/components/ActiveBadge";
import { permissionWords } from "~/components/catalogueWords";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DataTable, type Column } from "~/components/DataTable";
import { EmptyState } from "~/components/EmptyState";
import { Name } from "~/components/Name";
import { PagedList } from "~/components/PagedList";
import { PageHeader } from "~/components/PageHeader";
import { RowMenu } from "~/components/RowMenu";
import { useNotify } from "~/components/toast";

const ConnectorDialog = lazy(() => import("./ConnectorDialog"));

type Asked = { what: "create" } | { what: "edit" | "delete"; connector: Connector };

const useStyles = makeStyles({
  words: { display: "grid" },
  soft: { color: tokens.colorNeutralForeground2 },
});

export default function ConnectorsPage() {
  const query = useInfiniteQuery(connectorsQuery);
  const notify = useNotify();
  const [asked, ask] = useState<Asked | null>(null);
  const close = () => ask(null);
  return (
    <>
      <PageHeader
        title="Connectors"
        details="Other systems that may read or manage groups, or be told of changes. A connector may do nothing until a group’s admin links it."
        actions={
          <Button appearance="primary" icon={<Add20Regular />} onClick={() => ask({ what: "create" })}>
            Add connector
          </Button>
        }
      />
      <PagedList
        query={query}
        noun="connectors"
        empty={<EmptyState title="No connectors yet" hint="Add one for each system that should work with your groups." />}
      >
        {(connectors) => <ConnectorTable connectors={connectors} onAsk={ask} />}
      </PagedList>
      <Suspense>
        {asked?.what === "create" && <ConnectorDialog connectorId={null} onClose={close} />}
        {asked?.what === "edit" && <ConnectorDialog connectorId={asked.connector.id} onClose={close} />}
      </Suspense>
      {asked?.what === "delete" && (
        <ConfirmDialog
          title="Remove this connector?"
          confirm="Remove"
          onConfirm={() =>
            answer(api.DELETE("/connectors/{connector_id}", { params: { path: { connector_id: asked.connector.id } } }))
          }
          onDone={() => notify(`${asked.connector.name} is removed.`)}
          onClose={close}
        >
          <Name>{asked.connector.name}</Name> loses what it may do in every group at once.
        </ConfirmDialog>
      )}
    </>
  );
}

function ConnectorTable({ connectors, onAsk }: { connectors: Connector[]; onAsk: (asked: Asked) => void }) {
  const styles = useStyles();
  const columns: Column<Connector>[] = [
    {
      id: "name",
      title: "Name",
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
    { id: "permissions", title: "May", hideOn: "phone", render: (connector) => permissionWords(connector.permissions) },
    { id: "client", title: "Client ID", hideOn: "narrow", render: (connector) => connector.clientId ?? "–" },
    { id: "state", title: "State", width: "110px", render: (connector) => <ActiveBadge isActive={connector.active} /> },
    {
      id: "menu",
      title: "More",
      hideTitle: true,
      width: "64px",
      render: (connector) => (
        <RowMenu
          label={`More for ${connector.name}`}
          items={[
            { label: "Edit", onChoose: () => onAsk({ what: "edit", connector }) },
            { label: "Remove", onChoose: () => onAsk({ what: "delete", connector }) },
          ]}
        />
      ),
    },
  ];
  return <DataTable label="Connectors" columns={columns} rows={connectors} rowKey={(connector) => connector.id} />;
}
