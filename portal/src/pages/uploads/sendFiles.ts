// The way of the files: POST /uploads answers a URL for each, and the browser puts it straight into storage.

import { answer, api } from "~/api/client";
import type { Upload } from "~/api/models";
import type { FileKind, NewUpload } from "./uploads";

/** Creates the upload and sends its files; `onProgress` is told the share of all bytes that has been sent. */
export async function sendUpload(wanted: NewUpload, onProgress: (share: number) => void): Promise<Upload> {
  const upload = await answer(
    api.POST("/uploads", {
      body: {
        mode: wanted.mode,
        region: wanted.region,
        review: wanted.review,
        parentMapping: wanted.parentMapping !== null,
      },
    }),
  );
  const files: [FileKind, File][] = [["user-group-mapping", wanted.userMapping]];
  // The parent mapping first: the user mapping's arrival sets the upload going (docs/contract.md, Uploads).
  if (wanted.parentMapping) files.unshift(["parent-group-mapping", wanted.parentMapping]);
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
        : reject(new Error(`Storage refused the file ${file.name} with status ${request.status}.`));
    request.onerror = () => reject(new Error(`The file ${file.name} could not be sent to storage.`));
    request.send(file);
  });
}
