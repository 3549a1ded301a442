import { Checkbox, makeStyles, tokens } from "@fluentui/react-components";

const useStyles = makeStyles({
  // Not Fluent's Field: it gives its one id to every control inside.
  set: { margin: 0, padding: 0, border: "none", minWidth: 0 },
  legend: { padding: 0, fontSize: tokens.fontSizeBase300, lineHeight: tokens.lineHeightBase300 },
  list: { display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(min(230px, 100%), 1fr))" },
  row: { display: "flex", flexWrap: "wrap" },
});

interface CheckboxGroupProps<Value extends string> {
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
}: CheckboxGroupProps<Value>) {
  const styles = useStyles();
  const all = Object.keys(labels) as Value[];
  return (
    <fieldset className={styles.set}>
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
    </fieldset>
  );
}
