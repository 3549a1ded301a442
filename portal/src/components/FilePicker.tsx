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
  files: readonly File[];
  /** How many there may be; a further one takes the place of the only one. */
  most?: 1 | 2;
  /** Why what was chosen cannot be used. */
  error?: string | null;
  onChange: (files: File[]) => void;
  children?: ReactNode;
}

// What the system's dialog shows first; the service reads what a file is from its content and not from its name.
const ACCEPTED =
  ".xlsx,.xlsm,.csv,.txt,text/csv,text/plain,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export function FilePicker({ label, hint, isRequired, files, most = 1, error, onChange, children }: FilePickerProps) {
  const styles = useStyles();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const add = (chosen: readonly File[]) => {
    if (chosen.length === 0) return;
    const found = faultOf(most === 1 ? chosen : [...files, ...chosen], most);
    setFault(found);
    if (!found) onChange(most === 1 ? [...chosen] : [...files, ...chosen]);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    add([...event.dataTransfer.files]);
  };
  const shown = fault ?? error;
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
      {files.map((file, index) => (
        <div key={index} className={styles.chosen}>
          <Document20Regular aria-hidden />
          <bdi>{file.name}</bdi>
          <Text className={styles.soft}>{size(file.size)}</Text>
          <Button
            appearance="subtle"
            size="small"
            icon={<Dismiss20Regular />}
            aria-label={`Take out ${file.name}`}
            onClick={() => onChange(files.filter((other) => other !== file))}
          />
        </div>
      ))}
      {shown && (
        <Text role="alert" className={styles.error}>
          {shown}
        </Text>
      )}
      <div className={styles.row}>
        {/* The button is what one works with; the input only opens the system's dialog. */}
        <input
          ref={input}
          type="file"
          hidden
          accept={ACCEPTED}
          multiple={most > 1}
          onChange={(event) => {
            add([...(event.target.files ?? [])]);
            // So that the same file can be chosen again after it was corrected.
            event.target.value = "";
          }}
        />
        <Button onClick={() => input.current?.click()}>
          {buttonWords(files.length, most)}
          <span className="visually-hidden">: {label}</span>
        </Button>
        <Text className={styles.soft}>or drop it here</Text>
        {children}
      </div>
    </div>
  );
}

function faultOf(files: readonly File[], most: number): string | null {
  if (files.length > most) return most === 1 ? "Choose one file." : "Choose two files at most.";
  const empty = files.find((file) => file.size === 0);
  return empty ? `The file ${empty.name} is empty. Save the sheet again.` : null;
}

function buttonWords(chosen: number, most: number): string {
  if (chosen === 0) return "Choose a file";
  return most === 1 ? "Choose another file" : "Add a file";
}
