// Phone numbers as one types or pastes them, each checked by the service's rules before it is sent.

import { Field, makeStyles, mergeClasses, Text, Textarea, tokens } from "@fluentui/react-components";
import { CheckmarkCircle16Filled, ErrorCircle16Filled } from "@fluentui/react-icons";
import { useMemo } from "react";
import { useApp } from "~/context/app";
import { pastedNumbers } from "~/lib/pastedNumbers";
import type { ReadNumber } from "~/lib/phones";
import { counted } from "~/lib/format";
import { useDebounced } from "~/lib/useDebounced";
import { usePhones } from "~/lib/usePhones";
import type { FieldError } from "./fieldErrors";
import { ScrollList } from "./ScrollList";

const SHOWN = 50;

const useStyles = makeStyles({
  item: { display: "flex", alignItems: "baseline", gap: tokens.spacingHorizontalXS, overflowWrap: "anywhere" },
  icon: { flexShrink: 0, alignSelf: "center" },
  right: { color: tokens.colorStatusSuccessForeground1 },
  wrong: { color: tokens.colorPaletteRedForeground1 },
});

interface NumbersFieldProps extends FieldError {
  label: string;
  hint?: string;
  value: string;
  /** ISO code; empty reads by the group's or the configuration's default. */
  region: string;
  defaultRegion?: string | null;
  onChange: (value: string) => void;
}

export function NumbersField({ label, hint, value, region, defaultRegion, onChange, ...error }: NumbersFieldProps) {
  const read = useReadNumbers(useDebounced(value, 150), region, defaultRegion);
  return (
    <>
      <Field
        label={label}
        hint={hint ?? "Separated by commas, or a column pasted from a spreadsheet; best with + and the country code"}
        {...error}
      >
        <Textarea
          value={value}
          rows={3}
          resize="vertical"
          dir="ltr"
          inputMode="tel"
          placeholder="+919812345678, 98123 45679"
          onChange={(_, data) => onChange(data.value)}
        />
      </Field>
      {read && read.length > 0 && <ReadNumbers numbers={read} />}
    </>
  );
}

/** What the numbers are read as; null until the rules are loaded. */
export function useReadNumbers(value: string, region: string, defaultRegion?: string | null): ReadNumber[] | null {
  const phones = usePhones();
  const fallback = useApp().config.defaultRegion;
  return useMemo(
    () => phones?.read(pastedNumbers(value), region || defaultRegion || fallback || "") ?? null,
    [phones, value, region, defaultRegion, fallback],
  );
}

export function ReadNumbers({ numbers }: { numbers: ReadNumber[] }) {
  const wrong = numbers.filter(({ error }) => error);
  // The wrong ones first: of a long list they are what one looks for.
  const shown = [...wrong, ...numbers.filter(({ error }) => !error)].slice(0, SHOWN);
  return (
    <div>
      <Text role="status" block weight="semibold">
        {counted(numbers.length, "number")}
        {wrong.length ? `, ${wrong.length} not valid` : ", all valid"}
      </Text>
      <ScrollList label="Numbers as they are read">
        {shown.map((read, index) => (
          <ReadNumberItem key={index} read={read} />
        ))}
      </ScrollList>
      {numbers.length > SHOWN && <Text size={200}>and {counted(numbers.length - SHOWN, "more", "more")}</Text>}
    </div>
  );
}

function ReadNumberItem({ read: { input, number, error } }: { read: ReadNumber }) {
  const styles = useStyles();
  if (error) {
    return (
      <li className={mergeClasses(styles.item, styles.wrong)}>
        <ErrorCircle16Filled className={styles.icon} aria-hidden />
        <span>
          <bdi>{input}</bdi> is not valid: {error}
        </span>
      </li>
    );
  }
  return (
    <li className={styles.item}>
      <CheckmarkCircle16Filled className={mergeClasses(styles.icon, styles.right)} aria-hidden />
      <span>
        <bdi dir="ltr">{number}</bdi> is valid
      </span>
    </li>
  );
}
