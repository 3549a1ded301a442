import { Badge, makeStyles, Text, tokens } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { connectorsQuery, deleteConnector, rotateSecret } from "~/api/connectors";
import type { Connector } from "~/api/models";
import { ActiveBadge } from "~/components/ActiveBadge";
import { permissionWords } from "~/components/catalogueWords";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DataTable, type Column } from "~/components/DataTable";
import { DialogButton } from "~/components/DialogButton";
import { EmptyState } from "~/components/EmptyState";
import { Name } from "~/components/Name";
import { PagedList } from "~/components/PagedList";
import { PageHeader } from "~/components/PageHeader";
import { RowMenu } from "~/components/RowMenu";
import { useNotify } from "~/components/toast";

const ConnectorDialog = lazy(() => import("./ConnectorDialog"));
const SecretDialog = lazy(() => import("./SecretDialog"));

type Asked =
  | { what: "create" }
  | { what: "edit" | "rotate" | "delete"; connector: Connector }
  | { what: "secret"; name: string; secret: string };

const useStyles = makeStyles({
  words: { display: "grid" },
  states: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
  soft: { color: tokens.colorNeutralForeground2 },
});

export default function ConnectorsPage() {
  const query = useInfiniteQuery(connectorsQuery);
  const notify = useNotify();
  const [asked, ask] = useState<Asked | null>(null);
  const close = () => ask(null);
  const showSecret = (name: string, secret: string | null | undefined) =>
    ask(secret ? { what: "secret", name, secret } : null);
  return (
    <>
      <PageHeader
        title="Connectors"
        details="Other systems that may read or manage groups, or receive their changes. A connector has no access until a group’s admin links it."
        actions={
          <DialogButton appearance="primary" icon={<Add20Regular />} onClick={() => ask({ what: "create" })}>
            Add connector
          </DialogButton>
        }
      />
      <PagedList
        query={query}
        noun="connector"
        empty={
          <EmptyState title="No connectors yet" hint="Add one for each system that should work with your groups." />
        }
      >
        {(connectors) => <ConnectorTable connectors={connectors} onAsk={ask} />}
      </PagedList>
      <Suspense>
        {(asked?.what === "create" || asked?.what === "edit") && (
          <ConnectorDialog
            connectorId={asked.what === "edit" ? asked.connector.id : null}
            onSaved={({ name, secret }) => showSecret(name, secret)}
            onClose={close}
          />
        )}
        {asked?.what === "secret" && <SecretDialog name={asked.name} secret={asked.secret} onClose={close} />}
      </Suspense>
      {asked?.what === "rotate" && (
        <ConfirmDialog
          title="Make a new signing secret?"
          confirm="Make a new one"
          onConfirm={async () => {
            const { secret } = await rotateSecret(asked.connector.id);
            showSecret(asked.connector.name, secret);
          }}
          onClose={() => ask((now) => (now?.what === "secret" ? now : null))}
        >
          The present secret of <Name>{asked.connector.name}</Name> also signs for one more day, so that its receiver
          can change over.
        </ConfirmDialog>
      )}
      {asked?.what === "delete" && (
        <ConfirmDialog
          title="Remove this connector?"
          confirm="Remove"
          onConfirm={() => deleteConnector(asked.connector.id)}
          onDone={() => notify(`${asked.connector.name} is removed.`)}
          onClose={close}
        >
          <Name>{asked.connector.name}</Name> loses its permissions in every group at once.
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
    { id: "state", title: "State", width: "150px", render: (connector) => <ConnectorState connector={connector} /> },
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
            ...(connector.permissions.includes("outgoingWebhooks")
              ? [{ label: "New signing secret", onChoose: () => onAsk({ what: "rotate", connector }) }]
              : []),
            { label: "Remove", onChoose: () => onAsk({ what: "delete", connector }) },
          ]}
        />
      ),
    },
  ];
  return <DataTable label="Connectors" columns={columns} rows={connectors} rowKey={(connector) => connector.id} />;
}

function ConnectorState({ connector: { active, delivery } }: { connector: Connector }) {
  const styles = useStyles();
  return (
    <span className={styles.states}>
      <ActiveBadge isActive={active} />
      {delivery && (
        <Badge appearance="tint" color={delivery.state === "failing" ? "danger" : "warning"} title={delivery.error}>
          {delivery.state === "failing" ? "Events are lost" : "Events are late"}
        </Badge>
      )}
    </span>
  );
}
