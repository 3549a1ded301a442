import { Badge, Button, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { useState } from "react";
import type { GroupPlan } from "~/api/models";
import { CHANGE_LABELS, CHANGES, useChangeColors, type Change } from "~/components/changeColors";
import { DataTable, type Column } from "~/components/DataTable";
import { Name } from "~/components/Name";
import { count } from "~/lib/format";
import { barSegments, changeCounts, largestTotal } from "./planBars";

const SHOWN_AT_FIRST = 20;

const useStyles = makeStyles({
  legend: {
    listStyleType: "none",
    margin: 0,
    padding: 0,
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalL,
    color: tokens.colorNeutralForeground2,
  },
  key: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalXS },
  dot: { width: "12px", height: "12px", borderRadius: tokens.borderRadiusSmall },
  group: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
  track: { display: "flex", gap: "2px", height: "16px", minWidth: "80px" },
  // A count of one in a group of thousands must still be seen.
  bar: { minWidth: "3px", borderRadius: tokens.borderRadiusSmall },
  more: { justifySelf: "start" },
});

/** A bar a group: its length is the number of members concerned, its colours say what would happen to them. */
export function PlanChart({ groups }: { groups: readonly GroupPlan[] }) {
  const styles = useStyles();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? groups : groups.slice(0, SHOWN_AT_FIRST);
  const largest = largestTotal(groups);
  const numberColumn = (change: Change): Column<GroupPlan> => ({
    id: change,
    title: CHANGE_LABELS[change],
    isNumber: true,
    width: "110px",
    hideOn: change === "unchanged" || change === "changed" ? "narrow" : "phone",
    render: (group) => count(changeCounts(group)[change]),
  });
  const columns: Column<GroupPlan>[] = [
    {
      id: "group",
      title: "Group",
      isName: true,
      render: (group) => (
        <span className={styles.group}>
          <Name>{group.name}</Name>
          {group.isNew && <Badge appearance="outline">New</Badge>}
        </span>
      ),
    },
    { id: "bar", title: "Change", render: (group) => <Bar group={group} largest={largest} /> },
    ...CHANGES.map(numberColumn),
  ];
  return (
    <>
      <Legend />
      <DataTable label="Planned changes by group" columns={columns} rows={shown} rowKey={(group) => group.name} />
      {!isWhole && groups.length > SHOWN_AT_FIRST && (
        <Button className={styles.more} onClick={() => setWhole(true)}>
          Show all {count(groups.length)} groups
        </Button>
      )}
    </>
  );
}

function Legend() {
  const styles = useStyles();
  const colors = useChangeColors();
  return (
    <ul className={styles.legend} aria-label="Colours of the bars">
      {CHANGES.map((change) => (
        <li key={change} className={styles.key}>
          <span aria-hidden className={mergeClasses(styles.dot, colors[change])} />
          {CHANGE_LABELS[change]}
        </li>
      ))}
    </ul>
  );
}

function Bar({ group, largest }: { group: GroupPlan; largest: number }) {
  const styles = useStyles();
  const colors = useChangeColors();
  const segments = barSegments(group, largest);
  const words = segments.map(({ change, value }) => `${CHANGE_LABELS[change]} ${count(value)}`).join(", ");
  return (
    <div className={styles.track} role="img" aria-label={words || "Nothing changes"} title={words}>
      {segments.map(({ change, width }) => (
        <span key={change} className={mergeClasses(styles.bar, colors[change])} style={{ width }} />
      ))}
    </div>
  );
}
