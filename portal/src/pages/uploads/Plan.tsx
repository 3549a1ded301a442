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
import type { LinksPlan, Upload, UploadPlan } from "~/api/models";
import { NumberStrip } from "~/components/NumberStrip";
import { count, counted } from "~/lib/format";
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
      {plan.links && <PlannedLinks links={plan.links} />}
    </div>
  );
}

/** What the parent group mapping would do; why rows would be left out stands with the problems. */
function PlannedLinks({ links }: { links: LinksPlan }) {
  const styles = useStyles();
  return (
    <div className={styles.chart}>
      <NumberStrip
        label="Sub-group links"
        tiles={[
          { label: "Links added", value: links.added, tone: "added" },
          { label: "Links unchanged", value: links.unchanged, tone: "unchanged" },
          { label: "Links ignored", value: links.ignored },
          { label: "Links rejected", value: links.rejected, tone: "removed" },
        ]}
      />
      <ul>
        {links.new.map(({ parent, child }) => (
          <li key={`${parent}\n${child}`}>
            <bdi>{child}</bdi> goes below <bdi>{parent}</bdi>
          </li>
        ))}
      </ul>
      {links.new.length < links.added && (
        <Text className={styles.soft}>
          The first {count(links.new.length)} of {counted(links.added, "new link")}.
        </Text>
      )}
    </div>
  );
}

/** The groups that hold the upload for review, reason by reason, in the words of the service. */
function HeldGroups({ upload: { holds, heldGroups, heldTotal } }: { upload: Upload }) {
  if (holds.length === 0) return null;
  const reasons = [...new Set(holds.map((hold) => hold.reason))];
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>Look at this upload before you apply it.</MessageBarTitle>
        {reasons.map((reason) => (
          <HeldFor key={reason} holds={holds.filter((hold) => hold.reason === reason)} />
        ))}
        {heldGroups.length < heldTotal && `And ${counted(heldTotal - heldGroups.length, "other group")}.`}
      </MessageBarBody>
    </MessageBar>
  );
}

function HeldFor({ holds }: { holds: Upload["holds"] }) {
  return (
    <>
      {holds[0]?.message}
      <ul>
        {holds.map(({ group }) => (
          <li key={group}>
            <bdi>{group}</bdi>
          </li>
        ))}
      </ul>
    </>
  );
}
