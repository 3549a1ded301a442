// The way of the files: POST /uploads answers a URL for each, and the browser puts it straight into storage.

import type { FileKind, NewUpload, Upload } from "~/api/models";
import { createUpload } from "~/api/uploads";

export interface UploadFiles {
  userMapping: File;
  parentMapping: File | null;
}

/** Creates the upload and sends its files; `onProgress` is told the share of all bytes that has been sent. */
export async function sendUpload(
  options: Pick<NewUpload, "mode" | "region" | "review">,
  { userMapping, parentMapping }: UploadFiles,
  onProgress: (share: number) => void,
): Promise<Upload> {
  const upload = await createUpload({ ...options, parentMapping: parentMapping !== null });
  const files: [FileKind, File][] = [["user-group-mapping", userMapping]];
  // The parent mapping first: the user mapping's arrival sets the upload going (docs/contract.md, Uploads).
  if (parentMapping) files.unshift(["parent-group-mapping", parentMapping]);
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

/** PUT of a whole block blob; fetch cannot say how much of a body has been sent, so this is an XMLHttpRequest. */
function putFile(url: string, file: File, onSent: (bytes: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    // Required on Put Blob (learn.microsoft.com/rest/api/storageservices/put-blob).
    request.setRequestHeader("x-ms-blob-type", "BlockBlob");
    request.setRequestHeader("Content-Type", "text/csv");
    request.upload.onprogress = (event) => onSent(event.loaded);
    request.onload = () =>
      request.status === 201
        ? resolve()
        : reject(new Error(`Storage rejected the file ${file.name} with status ${request.status}. Try again.`));
    request.onerror = () =>
      reject(new Error(`The file ${file.name} was not sent to storage. Check your connection and try again.`));
    request.send(file);
  });
}
