// One colour a kind of change, wherever it is drawn: 3.9:1 and more against what is behind it, in both themes
// (WCAG 1.4.11 asks for 3:1). Removals are striped as well, because red and green look alike to many.

import { makeStyles, tokens } from "@fluentui/react-components";

export type Change = "added" | "changed" | "removed" | "unchanged";

export const CHANGES: readonly Change[] = ["added", "changed", "removed", "unchanged"];

export const CHANGE_LABELS: Record<Change, string> = {
  added: "Added",
  changed: "Role changed",
  removed: "Removed",
  unchanged: "Unchanged",
};

export const useChangeColors = makeStyles({
  added: { backgroundColor: tokens.colorPaletteLightGreenForeground1 },
  changed: { backgroundColor: tokens.colorCompoundBrandBackground },
  removed: {
    backgroundColor: tokens.colorPaletteRedForeground1,
    backgroundImage: `repeating-linear-gradient(45deg, transparent 0 4px, ${tokens.colorNeutralBackground1} 4px 5px)`,
  },
  unchanged: { backgroundColor: tokens.colorNeutralStrokeAccessible },
});
