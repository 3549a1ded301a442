import { Field, ProgressBar } from "@fluentui/react-components";
import type { Upload } from "~/api/models";
import { count, percent } from "~/lib/format";
import { shareDone, stateLabel } from "./uploads";

/** How far the upload is, as the service last said it. */
export function UploadProgress({ upload }: { upload: Upload }) {
  const share = shareDone(upload);
  return (
    <Field label={stateLabel(upload)} validationState="none" validationMessage={sentence(upload, share)}>
      <ProgressBar value={share} thickness="large" />
    </Field>
  );
}

function sentence(upload: Upload, share: number | undefined): string {
  const { entriesDone, chunksDone, chunksTotal } = upload.progress;
  if (upload.state === "awaitingFiles") return "The files are being sent.";
  if (upload.undoing) return "Members, roles and groups are being set back.";
  if (share === undefined) return "Every row is being checked.";
  return `${percent(share)}: ${count(entriesDone)} of ${count(upload.counts.entries)} entries, part ${count(chunksDone)} of ${count(chunksTotal)}`;
}
