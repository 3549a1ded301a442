// Choosing a file: a button with a name that says which, a place to drop it, and what is wrong with it.

import { Button, makeStyles, mergeClasses, Text, tokens } from "@fluentui/react-components";
import { Dismiss20Regular, Document20Regular } from "@fluentui/react-icons";
import { useId, useRef, useState, type DragEvent, type ReactNode } from "react";
import { size } from "~/lib/format";

const useStyles = makeStyles({
  box: {
    display: "grid",
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalL,
    border: `1px dashed ${tokens.colorNeutralStrokeAccessible}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  over: { backgroundColor: tokens.colorBrandBackground2, border: `1px solid ${tokens.colorBrandStroke1}` },
  words: { display: "grid" },
  row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  chosen: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    minWidth: 0,
    overflowWrap: "anywhere",
  },
  soft: { color: tokens.colorNeutralForeground2 },
  star: { color: tokens.colorPaletteRedForeground1 },
  error: { color: tokens.colorPaletteRedForeground1 },
});

interface FilePickerProps {
  label: string;
  hint: string;
  isRequired?: boolean;
  file: File | null;
  /** Why the file that was chosen last cannot be used. */
  error: string | null;
  /** Tells the inputs of a page apart, for tests. */
  kind?: string;
  onChoose: (file: File | null) => void;
  children?: ReactNode;
}

export function FilePicker({ label, hint, isRequired, file, error, kind, onChoose, children }: FilePickerProps) {
  const styles = useStyles();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const choose = (chosen: File | undefined) => chosen && onChoose(chosen);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  };
  return (
    <div
      role="group"
      aria-labelledby={`${id}-label`}
      aria-describedby={`${id}-hint`}
      className={mergeClasses(styles.box, isOver && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={styles.words}>
        <Text id={`${id}-label`}>
          {label}
          {isRequired && <span className={styles.star}> *</span>}
        </Text>
        <Text id={`${id}-hint`} size={200} className={styles.soft}>
          {hint}
        </Text>
      </div>
      {file && (
        <div className={styles.chosen}>
          <Document20Regular aria-hidden />
          <bdi>{file.name}</bdi>
          <Text className={styles.soft}>{size(file.size)}</Text>
          <Button
            appearance="subtle"
            size="small"
            icon={<Dismiss20Regular />}
            aria-label={`Take out ${file.name}`}
            onClick={() => onChoose(null)}
          />
        </div>
      )}
      {error && (
        <Text role="alert" className={styles.error}>
          {error}
        </Text>
      )}
      <div className={styles.row}>
        {/* The button is what one works with; the input only opens the system's dialog. */}
        <input
          ref={input}
          type="file"
          hidden
          accept=".csv,text/csv,text/plain"
          data-kind={kind}
          onChange={(event) => {
            choose(event.target.files?.[0]);
            // So that the same file can be chosen again after it was corrected.
            event.target.value = "";
          }}
        />
        <Button onClick={() => input.current?.click()}>
          {file ? "Choose another file" : "Choose a file"}
          <span className="visually-hidden">: {label}</span>
        </Button>
        <Text className={styles.soft}>or drop it here</Text>
        {children}
      </div>
    </div>
  );
}
