// Names come from people and spreadsheets: any script, any length, any characters. React shows them as text;
// <bdi> keeps a right-to-left name from rearranging what stands beside it.

import { makeStyles } from "@fluentui/react-components";

const useStyles = makeStyles({
  name: { overflowWrap: "anywhere" },
  number: { whiteSpace: "nowrap", fontVariantNumeric: "tabular-nums" },
});

export function Name({ children }: { children: string }) {
  return <bdi className={useStyles().name}>{children}</bdi>;
}

/** A phone number, which is written from left to right in every script. */
export function PhoneNumber({ children }: { children: string }) {
  return (
    <bdi dir="ltr" className={useStyles().number}>
      {children}
    </bdi>
  );
}
