// One colour a kind of change, wherever it is drawn. Chosen to differ in lightness too, so that they can be told
// apart without colour vision; 3:1 and more against the card behind them in both themes (WCAG 1.4.11).

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
  changed: { backgroundColor: tokens.colorPaletteMarigoldBorderActive },
  removed: { backgroundColor: tokens.colorPaletteRedForeground1 },
  unchanged: { backgroundColor: tokens.colorNeutralStrokeAccessible },
});
