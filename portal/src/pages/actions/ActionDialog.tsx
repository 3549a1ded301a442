import { Field, Input, Select, Switch, Textarea } from "@fluentui/react-components";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { actionQuery, changeAction, createAction } from "~/api/actions";
import type { ActionKind, CatalogueAction } from "~/api/models";
import { KINDS } from "~/components/catalogueWords";
import { fieldErrors } from "~/components/fieldErrors";
import { FormDialog } from "~/components/FormDialog";
import { useNotify } from "~/components/toast";

interface ActionDialogProps {
  /** Null for a new one. */
  actionId: string | null;
  onClose: () => void;
}

export default function ActionDialog({ actionId, onClose }: ActionDialogProps) {
  return actionId === null ? (
    <ActionForm action={null} etag={null} onClose={onClose} />
  ) : (
    <EditDialog actionId={actionId} onClose={onClose} />
  );
}

/** Loads the version that is changed, so that nobody's later change is lost. */
function EditDialog({ actionId, onClose }: { actionId: string; onClose: () => void }) {
  const query = useQuery(actionQuery(actionId));
  if (query.data) return <ActionForm action={query.data.data} etag={query.data.etag} onClose={onClose} />;
  return (
    <FormDialog
      title="Edit action"
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

const CHANGEABLE = ["name", "description", "schemaVersion"] as const;

interface ActionFormProps {
  action: CatalogueAction | null;
  etag: string | null;
  onClose: () => void;
}

function ActionForm({ action, etag, onClose }: ActionFormProps) {
  const notify = useNotify();
  const [name, setName] = useState(action?.name ?? "");
  const [description, setDescription] = useState(action?.description ?? "");
  const [kind, setKind] = useState<ActionKind>(action?.kind ?? "custom");
  const [version, setVersion] = useState(String(action?.schemaVersion ?? 1));
  const [active, setActive] = useState(action?.active ?? true);
  const schemaVersion = Number(version);
  const body = { name: name.trim(), description: description.trim(), schemaVersion, active };
  const save = useMutation({
    mutationFn: () => (action ? changeAction(action.id, etag, body) : createAction({ ...body, kind })),
    onSuccess: (saved) => {
      notify(`${saved.name} is saved.`);
      onClose();
    },
  });
  const errors = fieldErrors(save.error, action ? CHANGEABLE : [...CHANGEABLE, "kind"]);
  return (
    <FormDialog
      title={action ? "Edit action" : "Add an action"}
      submit="Save"
      isReady={name.trim() !== "" && Number.isInteger(schemaVersion) && schemaVersion > 0}
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
      {!action && (
        <Field label="Kind" hint="It cannot be changed later." {...errors.at("kind")}>
          <Select value={kind} onChange={(_, data) => setKind(data.value as ActionKind)}>
            {Object.entries(KINDS).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label="Schema version" hint="Of what its messages hold" {...errors.at("schemaVersion")}>
        <Input type="number" min={1} value={version} onChange={(_, data) => setVersion(data.value)} />
      </Field>
      <Switch
        checked={active}
        onChange={(_, data) => setActive(data.checked)}
        label={active ? "Active" : "Not active: groups that have it keep it, others cannot add it"}
      />
    </FormDialog>
  );
}
