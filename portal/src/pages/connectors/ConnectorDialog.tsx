import { Field, Input, MessageBar, MessageBarBody, Switch, Textarea } from "@fluentui/react-components";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { changeConnector, connectorQuery, createConnector } from "~/api/connectors";
import type { Connector, EventType, Permission } from "~/api/models";
import { EVENTS, PERMISSIONS } from "~/components/catalogueWords";
import { CheckboxGroup } from "~/components/CheckboxGroup";
import { fieldErrors } from "~/components/fieldErrors";
import { FormDialog } from "~/components/FormDialog";
import { useNotify } from "~/components/toast";

interface ConnectorDialogProps {
  /** Null for a new one. */
  connectorId: string | null;
  /** May hold a signing secret, which is shown this once. */
  onSaved: (saved: Connector) => void;
  onClose: () => void;
}

export default function ConnectorDialog({ connectorId, ...rest }: ConnectorDialogProps) {
  return connectorId === null ? (
    <ConnectorForm connector={null} etag={null} {...rest} />
  ) : (
    <EditDialog connectorId={connectorId} {...rest} />
  );
}

/** Loads the version that is changed, so that nobody's later change is lost. */
function EditDialog({ connectorId, onSaved, onClose }: ConnectorDialogProps & { connectorId: string }) {
  const query = useQuery(connectorQuery(connectorId));
  if (query.data) {
    return <ConnectorForm connector={query.data.data} etag={query.data.etag} onSaved={onSaved} onClose={onClose} />;
  }
  return (
    <FormDialog
      title="Edit connector"
      submit="Save"
      isReady={false}
      isPending={query.isPending}
      error={query.error}
      onSubmit={() => undefined}
      onClose={onClose}
    >
      {query.isPending && "Loading …"}
    </FormDialog>
  );
}

const ALWAYS_SHOWN = ["name", "description", "clientId", "permissions"] as const;

interface ConnectorFormProps {
  connector: Connector | null;
  etag: string | null;
  onSaved: (saved: Connector) => void;
  onClose: () => void;
}

function ConnectorForm({ connector, etag, onSaved, onClose }: ConnectorFormProps) {
  const notify = useNotify();
  const [name, setName] = useState(connector?.name ?? "");
  const [description, setDescription] = useState(connector?.description ?? "");
  const [clientId, setClientId] = useState(connector?.clientId ?? "");
  const [permissions, setPermissions] = useState<Permission[]>(connector?.permissions ?? ["groupInformation"]);
  const [callbackUrl, setCallbackUrl] = useState(connector?.callbackUrl ?? "");
  const [events, setEvents] = useState<EventType[]>(
    connector?.events.length ? connector.events : (Object.keys(EVENTS) as EventType[]),
  );
  const [active, setActive] = useState(connector?.active ?? true);
  const sends = permissions.includes("outgoingWebhooks");
  // A callback URL that is sent is asked to prove itself, even the same one, which also ends a failing state.
  const asksReceiver = callbackUrl.trim() !== connector?.callbackUrl || connector.delivery?.state === "failing";
  const body = {
    name: name.trim(),
    description: description.trim(),
    clientId: clientId.trim(),
    permissions,
    active,
    ...(sends && { events, ...(asksReceiver && { callbackUrl: callbackUrl.trim() }) }),
  };
  const save = useMutation({
    mutationFn: () => (connector ? changeConnector(connector.id, etag, body) : createConnector(body)),
    onSuccess: (saved) => {
      notify(`${saved.name} is saved.`);
      onSaved(saved);
    },
  });
  const errors = fieldErrors(save.error, sends ? [...ALWAYS_SHOWN, "callbackUrl", "events"] : ALWAYS_SHOWN);
  return (
    <FormDialog
      title={connector ? "Edit connector" : "Add a connector"}
      submit="Save"
      isReady={name.trim() !== "" && permissions.length > 0 && (!sends || callbackUrl.trim() !== "")}
      isPending={save.isPending}
      error={errors.rest}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <Field label="Name" required {...errors.at("name")}>
        <Input value={name} maxLength={200} dir="auto" onChange={(_, data) => setName(data.value)} />
      </Field>
      <Field label="Description" {...errors.at("description")}>
        <Textarea value={description} dir="auto" onChange={(_, data) => setDescription(data.value)} />
      </Field>
      <Field
        label="Client ID"
        hint="The application’s ID in the identity provider, for what it may read or manage"
        {...errors.at("clientId")}
      >
        <Input value={clientId} onChange={(_, data) => setClientId(data.value)} />
      </Field>
      <CheckboxGroup
        label="What it may do in the groups it is linked to"
        labels={PERMISSIONS}
        values={permissions}
        onChange={setPermissions}
        {...errors.at("permissions")}
      />
      {sends && (
        <>
          <Field label="Callback URL" required hint="Where changes are sent to; https" {...errors.at("callbackUrl")}>
            <Input type="url" value={callbackUrl} onChange={(_, data) => setCallbackUrl(data.value)} />
          </Field>
          {connector?.delivery && (
            <MessageBar intent="warning" layout="multiline">
              <MessageBarBody>
                {connector.delivery.state === "failing"
                  ? "Delivery has stopped and events are lost. Save to try the receiver again."
                  : "Deliveries fail and are retried."}{" "}
                {connector.delivery.error}
              </MessageBarBody>
            </MessageBar>
          )}
          <CheckboxGroup
            label="Events that are sent"
            labels={EVENTS}
            values={events}
            onChange={setEvents}
            {...errors.at("events")}
          />
        </>
      )}
      <Switch
        checked={active}
        onChange={(_, data) => setActive(data.checked)}
        label={active ? "Active" : "Not active: no new links, existing links stay"}
      />
    </FormDialog>
  );
}
