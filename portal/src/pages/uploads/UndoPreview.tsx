// What an undo would do, shown before it is asked for: in total, group by group, and the later uploads of the same people.

import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, Text, tokens } from "@fluentui/react-components";
import type { UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import type { GroupUndo, LaterUpload, UndoPlan } from "~/api/models";
import { AppLink } from "~/components/AppLink";
import { Loading } from "~/components/Loading";
import { ProblemMessage } from "~/components/ProblemMessage";
import { ScrollList } from "~/components/ScrollList";
import { count, counted, time } from "~/lib/format";
import { uploadName } from "./uploads";

const MOST_GROUPS = 50;

const useStyles = makeStyles({
  part: { marginBlock: tokens.spacingVerticalM },
  list: { marginBlock: tokens.spacingVerticalXS, paddingInlineStart: tokens.spacingHorizontalXL },
});

export function UndoPreview({ query }: { query: UseQueryResult<UndoPlan> }) {
  // What was asked about stays, also when the undo makes it out of date.
  const [shown, show] = useState<UndoPlan>();
  if (query.data && !shown) show(query.data);
  if (shown) return <Preview plan={shown} />;
  if (query.isError) {
    return (
      <ProblemMessage
        error={query.error}
        title="What the undo would do is not known."
        onRetry={() => void query.refetch()}
      />
    );
  }
  return <Loading label="Finding out what the undo would do" />;
}

function Preview({ plan }: { plan: UndoPlan }) {
  const styles = useStyles();
  return (
    <>
      <Text as="p" block className={styles.part}>
        {undoSentence(plan)}
      </Text>
      {plan.groups.length > 0 && <Groups plan={plan} />}
      {(plan.laterUploads.length > 0 || !plan.laterUploadsComplete) && <LaterUploads plan={plan} />}
    </>
  );
}

/** The totals in words. */
export function undoSentence({ totals }: UndoPlan): string {
  const { removed, rolesRestored, membersRestored, groupsRemoved, linksRemoved, left } = totals;
  const parts = [
    removed && `${counted(removed, "member")} removed`,
    membersRestored && `${counted(membersRestored, "member")} put back`,
    rolesRestored && `${counted(rolesRestored, "role")} set back`,
    linksRemoved && `${counted(linksRemoved, "sub-group link")} removed`,
    groupsRemoved && `${counted(groupsRemoved, "group")} deleted`,
  ].filter(Boolean);
  const done = parts.length ? `This will be done: ${parts.join(", ")}.` : "Nothing would change.";
  return left ? `${done} ${counted(left, "change")} of this upload will be left.` : done;
}

function Groups({ plan }: { plan: UndoPlan }) {
  const shown = plan.groups.slice(0, MOST_GROUPS);
  return (
    <>
      <ScrollList label="Group by group">
        {shown.map((group, index) => (
          <li key={index}>
            {group.name ? <bdi>{group.name}</bdi> : "A group"}: {groupWords(group)}
          </li>
        ))}
      </ScrollList>
      {shown.length < plan.groupsTotal && (
        <Text>
          The {count(shown.length)} groups that change most, of {counted(plan.groupsTotal, "group")}.
        </Text>
      )}
    </>
  );
}

function groupWords(group: GroupUndo): string {
  const why =
    group.leftBecause === "noOrganizationGroup" ? "it is no organization group any more" : "others changed them since";
  return [
    group.removed && `${count(group.removed)} removed`,
    group.membersRestored && `${count(group.membersRestored)} put back`,
    group.rolesRestored && `${counted(group.rolesRestored, "role")} set back`,
    group.left && `${count(group.left)} left, as ${why}`,
    group.removesGroup && "the group is deleted",
  ]
    .filter(Boolean)
    .join(", ");
}

function LaterUploads({ plan }: { plan: UndoPlan }) {
  const styles = useStyles();
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.part}>
      <MessageBarBody>
        <MessageBarTitle>Later uploads list the same people.</MessageBarTitle>
        The undo removes them all the same. If they are to stay, send the later file again afterwards.
        <ul className={styles.list}>
          {plan.laterUploads.map((later) => (
            <li key={later.id}>
              <AppLink to={`/uploads/${later.id}`} inline>
                {uploadName(later)}, {time(later.finishedAt ?? later.createdAt)}
              </AppLink>
              : {peopleWords(later)}
            </li>
          ))}
        </ul>
        {!plan.laterUploadsComplete && "There may be more: only the latest uploads were compared."}
      </MessageBarBody>
    </MessageBar>
  );
}

function peopleWords({ people }: LaterUpload): string {
  return people === undefined ? "too large to compare" : counted(people, "of these people", "of these people");
}
