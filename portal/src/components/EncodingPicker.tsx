import { Field, Select } from "@fluentui/react-components";
import { ENCODINGS } from "~/lib/encodings";
import type { FieldError } from "./fieldErrors";

interface EncodingPickerProps extends FieldError {
  /** The name that the API takes; empty to detect it. */
  value: string;
  onChange: (encoding: string) => void;
}

export function EncodingPicker({ value, onChange, ...error }: EncodingPickerProps) {
  return (
    <Field label="Encoding of the files" hint="Choose one if names came out wrong." {...error}>
      <Select value={value} onChange={(_, data) => onChange(data.value)}>
        <option value="">Detect it</option>
        {ENCODINGS.map(({ name, label }) => (
          <option key={name} value={name}>
            {label}
          </option>
        ))}
      </Select>
    </Field>
  );
}
