import { Field, ProgressBar } from "@fluentui/react-components";
import type { Upload } from "~/api/models";
import { count, percent } from "~/lib/format";
import { shareDone, STATE_LABELS } from "./uploads";

/** How far the upload is, as the service last said it. */
export function UploadProgress({ upload }: { upload: Upload }) {
  const share = shareDone(upload);
  return (
    <Field label={STATE_LABELS[upload.state]} validationState="none" validationMessage={sentence(upload, share)}>
      <ProgressBar value={share} thickness="large" />
    </Field>
  );
}

function sentence(upload: Upload, share: number | undefined): string {
  const { entriesDone, chunksDone, chunksTotal } = upload.progress;
  if (upload.state === "awaitingFiles") return "The files are on their way.";
  if (share === undefined) return "Reading every row.";
  return `${percent(share)}: ${count(entriesDone)} of ${count(upload.counts.entries)} entries, part ${count(chunksDone)} of ${count(chunksTotal)}`;
}
