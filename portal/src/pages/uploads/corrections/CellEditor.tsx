import { makeStyles, tokens } from "@fluentui/react-components";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";

/** Where one goes after an edit: on in the grid, back to the cell, or out of it. */
export type Leave = "down" | "up" | "next" | "previous" | "stay" | "out";

interface CellEditorProps {
  label: string;
  /** What it begins with: the cell's text, or the first character that was typed. */
  initial: string;
  /** The cell's text as it is. */
  current: string;
  /** What may be wrong with the text, as a sentence; a hint only, because the service decides. */
  hintOf: (text: string) => string | null;
  onWrite: (text: string) => void;
  onLeave: (leave: Leave) => void;
}

const useStyles = makeStyles({
  input: {
    width: "100%",
    minWidth: 0,
    font: "inherit",
    color: "inherit",
    backgroundColor: tokens.colorNeutralBackground1,
    border: "none",
    outlineStyle: "none",
    padding: 0,
  },
  hint: { color: tokens.colorPaletteRedForeground1, fontSize: tokens.fontSizeBase200, overflowWrap: "anywhere" },
});

const LEAVES: Record<string, [Leave, Leave]> = { Enter: ["down", "up"], Tab: ["next", "previous"] };

/** The text field in a cell: Enter and Tab keep what is typed and go on, Escape gives it up. */
export function CellEditor({ label, initial, current, hintOf, onWrite, onLeave }: CellEditorProps) {
  const styles = useStyles();
  const [text, setText] = useState(initial);
  const input = useRef<HTMLInputElement>(null);
  // What is to be written when the field goes away, in whatever way it does; null once that is settled.
  const open = useRef<(() => void) | null>(null);

  useEffect(() => {
    open.current = () => onWrite(text);
  });
  useEffect(() => {
    const field = input.current;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
    return () => open.current?.();
  }, []);

  const isChanged = text !== current;
  useEffect(() => {
    if (!isChanged) return;
    // One of its own: the drafts have theirs, and a listener that is added twice goes when it is removed once.
    const hold = (event: Event) => event.preventDefault();
    window.addEventListener("beforeunload", hold);
    return () => window.removeEventListener("beforeunload", hold);
  }, [isChanged]);

  const settle = (how: Leave, isKept = true) => {
    if (isKept) open.current?.();
    open.current = null;
    onLeave(how);
  };
  const keyDown = (event: KeyboardEvent) => {
    // The grid's own keys move between cells; in here they move in the text.
    event.stopPropagation();
    // Enter also ends the composition of a character (Input Method Editors), which must not leave the cell.
    if (event.nativeEvent.isComposing) return;
    const leaves = LEAVES[event.key];
    if (leaves) {
      event.preventDefault();
      settle(leaves[event.shiftKey ? 1 : 0]);
    } else if (event.key === "Escape") settle("stay", false);
  };
  const hint = hintOf(text);
  return (
    <>
      <input
        ref={input}
        className={styles.input}
        aria-label={label}
        dir="auto"
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={keyDown}
        onBlur={() => open.current && settle("out")}
      />
      <span role="status" className={styles.hint}>
        {hint}
      </span>
    </>
  );
}
