import { makeStyles, tokens } from "@fluentui/react-components";

export const useGridStyles = makeStyles({
  box: {
    overflow: "auto",
    maxHeight: "70vh",
    position: "relative",
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  grid: { minWidth: "840px", outlineStyle: "none" },
  row: {
    display: "grid",
    gridTemplateColumns: "var(--columns)",
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    // Rows out of sight cost no layout (CSS Containment 2, content-visibility).
    contentVisibility: "auto",
    containIntrinsicSize: "auto 44px",
  },
  head: {
    position: "sticky",
    insetBlockStart: 0,
    zIndex: 1,
    backgroundColor: tokens.colorNeutralBackground1,
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    contentVisibility: "visible",
  },
  cell: {
    minWidth: 0,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS}`,
    overflowWrap: "anywhere",
    whiteSpace: "pre-wrap",
    outlineStyle: "none",
    // The header covers what would be scrolled just below the upper edge.
    scrollMarginBlockStart: "44px",
    scrollMarginInlineStart: "96px",
  },
  // The lines stay in sight on a narrow screen, where the cells are scrolled sideways.
  place: {
    position: "sticky",
    insetInlineStart: 0,
    backgroundColor: tokens.colorNeutralBackground1,
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: "tabular-nums",
  },
  wrong: { boxShadow: `inset 3px 0 0 ${tokens.colorPaletteRedBorderActive}` },
  changed: {
    backgroundColor: tokens.colorPaletteYellowBackground1,
    boxShadow: `inset 3px 0 0 ${tokens.colorPaletteYellowBorderActive}`,
  },
  selected: { backgroundColor: tokens.colorBrandBackground2 },
  active: { outline: `2px solid ${tokens.colorBrandStroke1}`, outlineOffset: "-2px" },
  struck: { color: tokens.colorNeutralForeground3, textDecorationLine: "line-through" },
  problem: { display: "grid", alignContent: "start" },
  skip: { display: "flex", flexWrap: "wrap", alignItems: "start", gap: tokens.spacingHorizontalXS },
  soft: { color: tokens.colorNeutralForeground2 },
  hint: { color: tokens.colorPaletteRedForeground1 },
  use: {
    font: "inherit",
    color: tokens.colorBrandForegroundLink,
    background: "none",
    border: "none",
    padding: 0,
    textDecorationLine: "underline",
    cursor: "pointer",
  },
});

export type GridStyles = ReturnType<typeof useGridStyles>;
