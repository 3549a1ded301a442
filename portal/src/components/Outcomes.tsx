// Result of each number that was sent, as the service answered it.

import { Badge, makeStyles, Text, tokens, type BadgeProps } from "@fluentui/react-components";
import type { MemberResults, NumberOutcome } from "~/api/models";
import { count, counted } from "~/lib/format";
import { ScrollList } from "./ScrollList";

const SHOWN = 200;

const LABELS: Record<NumberOutcome, string> = {
  added: "Added",
  roleChanged: "Role changed",
  unchanged: "Already there",
  rejected: "Rejected",
};
const COLORS: Record<NumberOutcome, BadgeProps["color"]> = {
  added: "success",
  roleChanged: "brand",
  unchanged: "informative",
  rejected: "danger",
};

const useStyles = makeStyles({
  box: { display: "grid", gap: tokens.spacingVerticalS },
  item: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "baseline",
    gap: tokens.spacingHorizontalS,
    overflowWrap: "anywhere",
  },
});

export function Outcomes({ results: { results, counts } }: { results: MemberResults }) {
  const styles = useStyles();
  // The rejected first: they are what has to be done again.
  const sorted = [...results].sort((a, b) => Number(b.outcome === "rejected") - Number(a.outcome === "rejected"));
  return (
    <div className={styles.box}>
      <Text role="status" weight="semibold">
        {`${count(counts.added)} added, ${count(counts.roleChanged)} role changed, ${count(counts.unchanged)} already there, ${count(counts.rejected)} rejected`}
      </Text>
      <ScrollList label="Outcome of each number">
        {sorted.slice(0, SHOWN).map(({ input, phoneNumber, outcome, message }, index) => (
          <li key={index} className={styles.item}>
            <Badge appearance="tint" color={COLORS[outcome]}>
              {LABELS[outcome]}
            </Badge>
            <bdi>{phoneNumber ?? input}</bdi>
            {message && <Text size={200}>{message}</Text>}
          </li>
        ))}
      </ScrollList>
      {sorted.length > SHOWN && <Text size={200}>and {counted(sorted.length - SHOWN, "more", "more")}</Text>}
    </div>
  );
}
