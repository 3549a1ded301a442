import { Checkbox, Field, makeStyles } from "@fluentui/react-components";

const useStyles = makeStyles({ list: { display: "grid", gridTemplateColumns: "repeat(auto-fit, minmax(min(230px, 100%), 1fr))" } });

interface CheckboxGroupProps<Value extends string> {
  label: string;
  labels: Record<Value, string>;
  values: readonly Value[];
  onChange: (values: Value[]) => void;
}

/** Several of a few. */
export function CheckboxGroup<Value extends string>({ label, labels, values, onChange }: CheckboxGroupProps<Value>) {
  const styles = useStyles();
  const all = Object.keys(labels) as Value[];
  return (
    <Field label={label}>
      <div role="group" className={styles.list}>
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
    </Field>
  );
}
