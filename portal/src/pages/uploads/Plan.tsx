// What an upload would change, as numbers and, for each group, as a bar.

import {
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Subtitle1,
  Text,
  tokens,
} from "@fluentui/react-components";
import { useId } from "react";
import type { Upload, UploadPlan } from "~/api/models";
import { NumberStrip } from "~/components/NumberStrip";
import { count, counted, percent } from "~/lib/format";
import { PlanChart } from "./PlanChart";

const useStyles = makeStyles({
  section: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalL },
  chart: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM },
  soft: { color: tokens.colorNeutralForeground2 },
});

export function Plan({ upload, plan }: { upload: Upload; plan: UploadPlan }) {
  const styles = useStyles();
  const id = useId();
  const { totals } = plan;
  const isWaiting = upload.state === "awaitingReview";
  return (
    <div className={styles.section}>
      {isWaiting && <HeldGroups upload={upload} />}
      <NumberStrip
        label={isWaiting ? "What would change" : "What was planned"}
        tiles={[
          { label: "Added", value: totals.added, tone: "added" },
          { label: "Role changed", value: totals.roleChanged, tone: "changed" },
          { label: "Removed", value: totals.removed, tone: "removed" },
          { label: "Unchanged", value: totals.unchanged, tone: "unchanged" },
          { label: "Groups", value: totals.groups },
          { label: "New groups", value: totals.groupsCreated },
        ]}
      />
      <section className={styles.chart} aria-labelledby={id}>
        <Subtitle1 as="h2" id={id} style={{ margin: 0 }}>
          Group by group
        </Subtitle1>
        <PlanChart groups={plan.groups} />
        {plan.groups.length < totals.groups && (
          <Text className={styles.soft}>
            The {count(plan.groups.length)} groups that change most, of {counted(totals.groups, "group")}.
          </Text>
        )}
      </section>
    </div>
  );
}

/** The groups that the fail-safe names. */
function HeldGroups({ upload: { heldGroups: names, failSafe } }: { upload: Upload }) {
  if (names.length === 0) return null;
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>This upload would remove many members.</MessageBarTitle>
        More than {percent(failSafe.removedPercent / 100)} of the members of{" "}
        {names.length === 1 ? "this group" : "these groups"} would be removed. If the file is incomplete, cancel this
        upload and upload a complete file.
        <ul>
          {names.map((name) => (
            <li key={name}>
              <bdi>{name}</bdi>
            </li>
          ))}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}
