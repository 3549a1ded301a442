import { makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
  list: {
    listStyleType: "none",
    margin: 0,
    padding: 0,
    display: "grid",
    gap: tokens.spacingVerticalXS,
    maxHeight: "240px",
    overflowY: "auto",
  },
});

/** A long list in a small place, which the keyboard can scroll as well. */
export function ScrollList({ label, children }: { label: string; children: ReactNode }) {
  return (
    // The arrow keys scroll only what has the focus (WCAG 2.1.1; axe: scrollable-region-focusable).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <ul className={useStyles().list} aria-label={label} tabIndex={0}>
      {children}
    </ul>
  );
}
