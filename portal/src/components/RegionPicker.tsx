import { Field, Select } from "@fluentui/react-components";
import { useMemo } from "react";
import { useApp } from "~/context/app";
import { usePhones } from "~/lib/usePhones";
import type { FieldError } from "./fieldErrors";
import { regionName, regionOptions } from "~/lib/regions";

interface RegionPickerProps extends FieldError {
  /** ISO 3166 code; empty for the default. */
  value: string;
  onChange: (region: string) => void;
  /** What the service takes when nothing is chosen; otherwise the configuration's. */
  defaultRegion?: string;
}

/** A native select: typing finds a country, and phones show their own picker. */
export function RegionPicker({ value, onChange, defaultRegion, ...error }: RegionPickerProps) {
  const phones = usePhones();
  const { config } = useApp();
  const fallback = defaultRegion || config.defaultRegion;
  const options = useMemo(() => (phones ? regionOptions(phones.regions()) : []), [phones]);
  return (
    <Field label="Region of numbers without a country code" {...error}>
      <Select value={value} onChange={(_, data) => onChange(data.value)}>
        <option value="">{fallback ? `Default: ${regionName(fallback)}` : "The organization's default"}</option>
        {value && options.length === 0 && <option value={value}>{regionName(value)}</option>}
        {options.map(({ region, label }) => (
          <option key={region} value={region}>
            {label}
          </option>
        ))}
      </Select>
    </Field>
  );
}
