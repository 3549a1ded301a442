import { Checkbox, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useId } from "react";
import type { FieldError } from "./fieldErrors";

const useStyles = makeStyles({
  // Not Fluent's Field: it gives its one id to every control inside.
  set: { margin: 0, padding: 0, border: "none", minWidth: 0 },
  legend: { padding: 0, fontSize: tokens.fontSizeBase300, lineHeight: tokens.lineHeightBase300 },
  list: { display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(min(230px, 100%), 1fr))" },
  row: { display: "flex", flexWrap: "wrap" },
  error: { color: tokens.colorPaletteRedForeground1 },
});

interface CheckboxGroupProps<Value extends string> extends FieldError {
  label: string;
  labels: Record<Value, string>;
  values: readonly Value[];
  onChange: (values: Value[]) => void;
  /** Side by side instead of in columns. */
  inRow?: boolean;
}

/** Several of a few. */
export function CheckboxGroup<Value extends string>({
  label,
  labels,
  values,
  onChange,
  inRow,
  validationMessage,
}: CheckboxGroupProps<Value>) {
  const styles = useStyles();
  const id = useId();
  const all = Object.keys(labels) as Value[];
  return (
    <fieldset className={styles.set} aria-describedby={validationMessage && id}>
      <legend className={styles.legend}>{label}</legend>
      <div className={inRow ? styles.row : styles.list}>
        {all.map((value) => (
          <Checkbox
            key={value}
            label={labels[value]}
            checked={values.includes(value)}
            onChange={(_, { checked }) =>
              onChange(all.filter((other) => (other === value ? checked === true : values.includes(other))))
            }
          />
        ))}
      </div>
      {validationMessage && (
        <Text id={id} role="alert" size={200} className={styles.error}>
          {validationMessage}
        </Text>
      )}
    </fieldset>
  );
}
