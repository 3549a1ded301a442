// What one may do to an upload now, by the service's word, each asked for once more before it is done.

import { Checkbox, Text } from "@fluentui/react-components";
import {
  ArrowClockwise20Regular,
  ArrowUndo20Regular,
  Checkmark20Regular,
  Dismiss20Regular,
} from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import type { Upload } from "~/api/models";
import { runUploadAction, undoPlanQuery, type UploadCommand } from "~/api/uploads";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DialogButton } from "~/components/DialogButton";
import { useNotify } from "~/components/toast";
import { counted } from "~/lib/format";
import { UndoPreview } from "./UndoPreview";

interface ActionWords {
  label: string;
  icon: ReactElement;
  question: string;
  /** What it means; applying says it in numbers instead. */
  meaning: string;
  /** What is said once the service has accepted it. */
  accepted: string;
}

// In the order of the buttons: the one that is meant most often stands last, where the eye ends.
const ACTIONS: Record<UploadCommand, ActionWords> = {
  cancel: {
    label: "Cancel upload",
    icon: <Dismiss20Regular />,
    question: "Cancel this upload?",
    meaning: "Changes that are already applied stay, and the summary counts them. You can rerun the upload later.",
    accepted: "The upload is cancelled.",
  },
  undo: {
    label: "Undo",
    icon: <ArrowUndo20Regular />,
    question: "Undo this upload?",
    meaning:
      "Members, roles and groups are set back to what they were before this upload. What somebody has changed since stays. To take the undo back, rerun the upload.",
    accepted: "The upload is being undone.",
  },
  rerun: {
    label: "Rerun",
    icon: <ArrowClockwise20Regular />,
    question: "Rerun this upload?",
    meaning:
      "Only parts that failed, were stopped or were undone are applied again. What was reviewed before is shown for review again.",
    accepted: "The upload runs again.",
  },
  apply: {
    label: "Apply",
    icon: <Checkmark20Regular />,
    question: "Apply this upload?",
    meaning: "",
    accepted: "The upload is being applied.",
  },
};

export function UploadCommands({ upload }: { upload: Upload }) {
  const notify = useNotify();
  const [asked, ask] = useState<UploadCommand | null>(null);
  const offered = (Object.keys(ACTIONS) as UploadCommand[]).filter((action) => upload.allowedActions.includes(action));
  return (
    <>
      {offered.map((action) => (
        <DialogButton
          key={action}
          appearance={action === "apply" ? "primary" : "secondary"}
          icon={ACTIONS[action].icon}
          onClick={() => ask(action)}
        >
          {ACTIONS[action].label}
        </DialogButton>
      ))}
      {asked === "undo" && (
        <UndoDialog upload={upload} onDone={() => notify(ACTIONS.undo.accepted)} onClose={() => ask(null)} />
      )}
      {asked && asked !== "undo" && (
        <ActionDialog
          key={asked}
          action={asked}
          upload={upload}
          onDone={() => notify(ACTIONS[asked].accepted)}
          onClose={() => ask(null)}
        />
      )}
    </>
  );
}

interface CommandDialogProps {
  upload: Upload;
  onDone: () => void;
  onClose: () => void;
}

interface ActionDialogProps extends CommandDialogProps {
  action: UploadCommand;
}

/** Shows what the undo would do before it can be confirmed; where that cannot be found out, it takes a tick. */
function UndoDialog({ upload, onDone, onClose }: CommandDialogProps) {
  const plan = useQuery(undoPlanQuery(upload.id));
  const [isMeant, setMeant] = useState(false);
  const { question, label, meaning } = ACTIONS.undo;
  return (
    <ConfirmDialog
      title={question}
      confirm={label}
      isReady={plan.data !== undefined || isMeant}
      gone={undoPlanQuery(upload.id).queryKey}
      onConfirm={() => runUploadAction(upload.id, "undo")}
      onDone={onDone}
      onClose={onClose}
    >
      <Text as="p" block>
        {meaning}
      </Text>
      <UndoPreview query={plan} />
      {plan.isError && (
        <Checkbox
          checked={isMeant}
          onChange={(_, data) => setMeant(data.checked === true)}
          label="Undo it without knowing."
        />
      )}
    </ConfirmDialog>
  );
}

function ActionDialog({ action, upload, onDone, onClose }: ActionDialogProps) {
  // What the question was asked about: the upload may be planned again while the dialog is open.
  const [shown] = useState(upload);
  const held = action === "apply" ? shown.heldTotal : 0;
  const [isMeant, setMeant] = useState(false);
  const { question, label, meaning } = ACTIONS[action];
  return (
    <ConfirmDialog
      title={question}
      confirm={label}
      isReady={held === 0 || isMeant}
      onConfirm={() => runUploadAction(upload.id, action, shown.plan?.id)}
      onDone={onDone}
      onClose={onClose}
    >
      <Text as="p" block>
        {meaning || applySentence(shown)}
      </Text>
      {held > 0 && (
        <Checkbox
          checked={isMeant}
          onChange={(_, data) => setMeant(data.checked === true)}
          label={`${consent(shown.plan?.totals.removed ?? 0)} the warning about ${counted(held, "group")}.`}
        />
      )}
    </ConfirmDialog>
  );
}

/** Not every warning is about a removal. */
function consent(removed: number): string {
  return removed ? `Yes, remove ${counted(removed, "member")} and go past` : "Yes, go past";
}

function applySentence({ plan, counts }: Upload): string {
  const rejected = counts.rejected
    ? ` ${counted(counts.rejected, "entry", "entries")} with errors will be left out.`
    : "";
  if (!plan) return `All valid rows will be applied.${rejected}`;
  const { added, roleChanged, removed, groupsCreated } = plan.totals;
  const parts = [
    added && `${counted(added, "member")} added`,
    roleChanged && `${counted(roleChanged, "role")} changed`,
    removed && `${counted(removed, "member")} removed`,
    groupsCreated && `${counted(groupsCreated + (plan.links?.groupsCreated ?? 0), "group")} created`,
    plan.links?.added && `${counted(plan.links.added, "sub-group link")} added`,
  ].filter(Boolean);
  return `${parts.length ? `This will be done: ${parts.join(", ")}.` : "Nothing would change."}${rejected}`;
}
