import { Button, Field, makeStyles, mergeClasses, Text, tokens } from "@fluentui/react-components";
import { Dismiss20Regular, Document20Regular } from "@fluentui/react-icons";
import { useRef, useState, type DragEvent } from "react";
import { DownloadButton } from "~/components/DownloadButton";
import { size } from "~/lib/format";
import type { FileKind } from "./uploads";
import { faultOf } from "./fileFault";

const useStyles = makeStyles({
  box: {
    display: "grid",
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalL,
    border: `1px dashed ${tokens.colorNeutralStrokeAccessible}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  over: { backgroundColor: tokens.colorBrandBackground2, border: `1px solid ${tokens.colorBrandStroke1}` },
  row: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  chosen: {
    display: "flex",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    minWidth: 0,
    overflowWrap: "anywhere",
  },
  soft: { color: tokens.colorNeutralForeground2 },
});

interface FileChoiceProps {
  kind: FileKind;
  label: string;
  hint: string;
  isRequired?: boolean;
  file: File | null;
  onChoose: (file: File | null) => void;
}

export function FileChoice({ kind, label, hint, isRequired, file, onChoose }: FileChoiceProps) {
  const styles = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [fault, setFault] = useState<string | null>(null);

  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    const found = await faultOf(chosen);
    setFault(found);
    onChoose(found ? null : chosen);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void choose(event.dataTransfer.files[0]);
  };

  return (
    <div
      className={mergeClasses(styles.box, isOver && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <Field
        label={label}
        required={isRequired}
        hint={hint}
        validationState={fault ? "error" : "none"}
        validationMessage={fault}
      >
        <input
          ref={input}
          type="file"
          accept=".csv,text/csv,text/plain"
          className="visually-hidden"
          tabIndex={-1}
          data-kind={kind}
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            // So that the same file can be chosen again after it was corrected.
            event.target.value = "";
          }}
        />
      </Field>
      {file && (
        <div className={styles.chosen}>
          <Document20Regular />
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
      <div className={styles.row}>
        <Button onClick={() => input.current?.click()} aria-label={`Choose the ${label.toLowerCase()} file`}>
          {file ? "Choose another file" : "Choose a file"}
        </Button>
        <Text className={styles.soft}>or drop it here</Text>
        <DownloadButton
          path={`/uploads/templates/${kind}.csv`}
          fileName={`${kind}.csv`}
          appearance="transparent"
          label={`Download the ${kind} template`}
        >
          Template
        </DownloadButton>
      </div>
    </div>
  );
}
