import type { Upload } from "~/api/models";
import { isMoving } from "~/api/uploads";
import { NumberStrip, type NumberTile } from "~/components/NumberStrip";

/** The upload in numbers: what was found while it waits, what was done once it has been. */
export function Summary({ upload }: { upload: Upload }) {
  if (upload.state === "awaitingFiles") return null;
  const isPlanned = upload.state === "awaitingReview" || upload.state === "validating";
  return (
    <NumberStrip
      label={isPlanned ? "What was found" : isMoving(upload) ? "Done so far" : "What was done"}
      tiles={isPlanned ? foundTiles(upload) : doneTiles(upload)}
    />
  );
}

function foundTiles({ counts }: Upload): NumberTile[] {
  return [
    { label: "Entries", value: counts.entries, hint: "numbers in rows" },
    { label: "Rejected", value: counts.rejected, tone: counts.rejected ? "danger" : undefined },
    { label: "Duplicates", value: counts.duplicates },
  ];
}

function doneTiles({ counts, undo }: Upload): NumberTile[] {
  const tiles: NumberTile[] = [
    { label: "Entries", value: counts.entries, hint: "numbers in rows" },
    { label: "Added", value: counts.added, tone: "added" },
    { label: "Role changed", value: counts.roleChanged, tone: "changed" },
    { label: "Unchanged", value: counts.unchanged, tone: "unchanged" },
    { label: "Rejected", value: counts.rejected, tone: counts.rejected ? "danger" : undefined },
    { label: "Duplicates", value: counts.duplicates },
    { label: "Removed", value: counts.removed, tone: "removed" },
    { label: "Groups created", value: counts.groupsCreated },
    { label: "Links added", value: counts.linksAdded },
  ];
  if (counts.linksIgnored) tiles.push({ label: "Links ignored", value: counts.linksIgnored });
  if (counts.linksRejected) tiles.push({ label: "Links rejected", value: counts.linksRejected, tone: "danger" });
  if (counts.notApplied) tiles.push({ label: "Not applied", value: counts.notApplied, tone: "danger" });
  if (undo) {
    tiles.push(
      { label: "Taken out by undo", value: undo.removed },
      { label: "Put back by undo", value: undo.membersRestored + undo.rolesRestored },
      { label: "Left by undo", value: undo.left, hint: "changed by others since" },
    );
  }
  return tiles;
}
