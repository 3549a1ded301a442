import type { Upload } from "~/api/models";

/** An upload as the API answers it, with these changes. */
export function upload(changes: Partial<Upload> = {}): Upload {
  return {
    id: "id",
    name: "id",
    state: "completed",
    mode: "merge",
    region: "",
    encoding: "",
    review: true,
    source: "api",
    submittedBy: "asha",
    files: [{ kind: "user-group-mapping", blobName: "id/user-group-mapping.csv", sizeBytes: 1 }],
    createdAt: "2026-11-23T10:00:00Z",
    progress: { chunksTotal: 4, chunksDone: 1, entriesDone: 25 },
    counts: {
      entries: 100,
      rejected: 0,
      duplicates: 0,
      unchanged: 0,
      added: 0,
      roleChanged: 0,
      removed: 0,
      groupsCreated: 0,
      linksAdded: 0,
      linksUnchanged: 0,
      linksIgnored: 0,
      linksRejected: 0,
      notApplied: 0,
    },
    passedOver: { instructions: 0, defaultRows: 0, columns: 0, ignoredColumns: [] },
    undoing: false,
    allowedActions: [],
    heldGroups: [],
    holds: [],
    heldTotal: 0,
    filesIgnored: 0,
    failSafe: { removedPercent: 30, minimumMembers: 200 },
    ...changes,
  };
}
