// What can be said of a file before it travels. Everything else the service says, row by row.

/** Why the file cannot be an upload, null when it may be. */
export async function fileErrorOf(file: Blob): Promise<string | null> {
  if (file.size === 0) return "The file is empty. Save the sheet again as CSV.";
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  // Every .xlsx and .ods is a ZIP archive, which begins with PK and a small number (APPNOTE.TXT 4.3.7).
  if (start[0] === 0x50 && start[1] === 0x4b && (start[2] ?? 255) < 9) {
    return "This is a workbook. Save the sheet as “CSV UTF-8 (comma delimited)” and choose that file.";
  }
  return null;
}
