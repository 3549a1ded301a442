// What one may do to an upload now, each asked for once more before it is done.

import { Checkbox, Text } from "@fluentui/react-components";
import {
  ArrowClockwise20Regular,
  ArrowUndo20Regular,
  Checkmark20Regular,
  Dismiss20Regular,
} from "@fluentui/react-icons";
import { useState } from "react";
import type { Upload, UploadCommand } from "~/api/models";
import { commandUpload } from "~/api/uploads";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { useNotify } from "~/components/toast";
import { counted } from "~/lib/format";
import { offers } from "./uploads";
import { DialogButton } from "~/components/DialogButton";

const DONE: Record<UploadCommand, string> = {
  apply: "The upload is being applied.",
  cancel: "The upload is cancelled.",
  rerun: "The upload runs again.",
  undo: "The upload is being undone.",
};

export function UploadCommands({ upload }: { upload: Upload }) {
  const notify = useNotify();
  const [asked, ask] = useState<UploadCommand | null>(null);
  const offered = offers(upload);
  return (
    <>
      {offered.cancel && (
        <DialogButton icon={<Dismiss20Regular />} onClick={() => ask("cancel")}>
          Cancel upload
        </DialogButton>
      )}
      {offered.undo && (
        <DialogButton icon={<ArrowUndo20Regular />} onClick={() => ask("undo")}>
          Undo
        </DialogButton>
      )}
      {offered.rerun && (
        <DialogButton icon={<ArrowClockwise20Regular />} onClick={() => ask("rerun")}>
          Rerun
        </DialogButton>
      )}
      {offered.apply && (
        <DialogButton appearance="primary" icon={<Checkmark20Regular />} onClick={() => ask("apply")}>
          Apply
        </DialogButton>
      )}
      {asked && (
        <CommandDialog
          key={asked}
          command={asked}
          upload={upload}
          onDone={() => notify(DONE[asked])}
          onClose={() => ask(null)}
        />
      )}
    </>
  );
}

interface CommandDialogProps {
  command: UploadCommand;
  upload: Upload;
  onDone: () => void;
  onClose: () => void;
}

function CommandDialog({ command, upload, onDone, onClose }: CommandDialogProps) {
  const held = command === "apply" ? upload.heldGroups : [];
  const [isMeant, setMeant] = useState(false);
  return (
    <ConfirmDialog
      title={TITLES[command]}
      confirm={BUTTONS[command]}
      isReady={held.length === 0 || isMeant}
      onConfirm={() => commandUpload(upload.id, command)}
      onDone={onDone}
      onClose={onClose}
    >
      <Text as="p" block>
        {command === "apply" ? applySentence(upload) : SENTENCES[command]}
      </Text>
      {held.length > 0 && (
        <Checkbox
          checked={isMeant}
          onChange={(_, data) => setMeant(data.checked === true)}
          label={`Yes, remove ${counted(upload.plan?.totals.removed ?? 0, "member")}; over 30 % of ${counted(held.length, "group")} will go.`}
        />
      )}
    </ConfirmDialog>
  );
}

const TITLES: Record<UploadCommand, string> = {
  apply: "Apply this upload?",
  cancel: "Cancel this upload?",
  rerun: "Run this upload again?",
  undo: "Undo this upload?",
};
const BUTTONS: Record<UploadCommand, string> = {
  apply: "Apply",
  cancel: "Cancel upload",
  rerun: "Rerun",
  undo: "Undo",
};
const SENTENCES: Record<Exclude<UploadCommand, "apply">, string> = {
  cancel: "What has been applied so far stays, and the summary says how much that is. You can rerun it later.",
  rerun: "Only what is missing is done: parts that failed, were stopped, or were undone.",
  undo: "Members, roles and groups go back to what they were before this upload, except where somebody has changed them since. A rerun takes the undo back.",
};

function applySentence({ plan, counts }: Upload): string {
  const rejected = counts.rejected
    ? ` ${counted(counts.rejected, "entry", "entries")} with errors will be left out.`
    : "";
  if (!plan) return `The rows that are right will be applied.${rejected}`;
  const { added, roleChanged, removed, groupsCreated } = plan.totals;
  const parts = [
    added && `${counted(added, "member")} added`,
    roleChanged && `${counted(roleChanged, "role")} changed`,
    removed && `${counted(removed, "member")} removed`,
    groupsCreated && `${counted(groupsCreated, "group")} created`,
  ].filter(Boolean);
  return `${parts.length ? `This will be done: ${parts.join(", ")}.` : "No member would change."}${rejected}`;
}
