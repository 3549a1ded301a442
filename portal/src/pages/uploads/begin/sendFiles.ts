// The way of the files: POST /uploads answers a request for each, which the browser sends straight to storage.

import type { FileKind, NewUpload, Upload, UploadUrl } from "~/api/models";
import { createUpload } from "~/api/uploads";

const KINDS: readonly FileKind[] = ["user-group-mapping", "parent-group-mapping"];

/**
 * Creates the upload and sends its one or two files; `onProgress` is told the share of all bytes that has been sent.
 * The service reads from each file's header which of the two it is, so they may come in any order.
 */
export async function sendUpload(
  options: Pick<NewUpload, "mode" | "region" | "encoding" | "review">,
  chosen: readonly File[],
  onProgress: (share: number) => void,
): Promise<Upload> {
  const upload = await createUpload({ ...options, parentMapping: chosen.length > 1 });
  // Only for files whose headers are not known does it matter which address each is sent to.
  const ordered = [...chosen].sort((one, other) => Number(isNamedParent(one)) - Number(isNamedParent(other)));
  const files = ordered.map((file, index): [FileKind, File] => [KINDS[index] ?? "user-group-mapping", file]);
  // The smaller file first, so that both begin while their URLs are good; the upload waits for both.
  files.sort(([, one], [, other]) => one.size - other.size);
  const total = files.reduce((sum, [, file]) => sum + file.size, 0) || 1;
  let before = 0;
  for (const [kind, file] of files) {
    const url = upload.uploadUrls?.[kind];
    if (!url) throw new Error(`The service gave no address for the ${kind} file.`);
    await putFile(url, file, (sent) => onProgress((before + sent) / total));
    before += file.size;
  }
  return upload;
}

function isNamedParent({ name }: File): boolean {
  return /parent/i.test(name);
}

/** One whole file; fetch cannot say how much of a body has been sent, so this is an XMLHttpRequest. */
function putFile({ url, method, headers }: UploadUrl, file: File, onSent: (bytes: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () => (request.status === 201 ? resolve() : reject(new Error(refusal(file, request))));
    request.onerror = () =>
      reject(new Error(`The file ${file.name} was not sent to storage. Check your connection and try again.`));
    request.send(file);
  });
}

// The URL creates a file once (docs/http-api.md#sending-a-file). Azure and Azurite name it differently.
const IS_THERE = ["UnauthorizedBlobOverwrite", "BlobAlreadyExists", "AuthorizationPermissionMismatch"];

function refusal(file: File, { status, responseText }: XMLHttpRequest): string {
  if ([403, 409].includes(status) && IS_THERE.some((code) => responseText.includes(`<Code>${code}</Code>`)))
    return `The file ${file.name} has arrived already. Look for the upload in the history below; to send another version, begin a new upload.`;
  if (status === 403)
    return `The file ${file.name} came too late: files must begin within 15 minutes. Begin the upload again.`;
  return `Storage rejected the file ${file.name} with status ${status}. Begin the upload again.`;
}
