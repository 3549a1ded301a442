import { makeStyles, tokens } from "@fluentui/react-components";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { actionCandidatesQuery, groupActionsQuery, setSenders } from "~/api/groupActions";
import type { Role } from "~/api/models";
import { canManage, useMe } from "~/context/me";
import { KINDS } from "~/components/catalogueWords";
import { CheckboxGroup } from "~/components/CheckboxGroup";
import { EmptyState } from "~/components/EmptyState";
import { LinkPicker } from "~/components/LinkPicker";
import { PagedList } from "~/components/PagedList";
import { GroupActionTable } from "./GroupActionTable";
import { SENDERS } from "./senders";
import type { SectionProps } from "./section";

const useStyles = makeStyles({
  page: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalXL },
});

export default function ActionsSection({ group }: SectionProps) {
  const styles = useStyles();
  const mayManage = canManage(useMe(), group);
  const query = useInfiniteQuery(groupActionsQuery(group.id));
  const [senders, chooseSenders] = useState<Role[]>(["Admin"]);
  return (
    <div className={styles.page}>
      {mayManage && (
        <LinkPicker
          label="Add an action"
          candidatesQuery={(text) => actionCandidatesQuery(group.id, text)}
          detail={(candidate) => candidate.description || KINDS[candidate.kind]}
          button="Add"
          done={(candidate) => `${candidate.name} is added as a draft.`}
          link={({ id }) => setSenders(group.id, id, senders)}
          isReady={senders.length > 0}
        >
          <CheckboxGroup inRow label="Who may send it" labels={SENDERS} values={senders} onChange={chooseSenders} />
        </LinkPicker>
      )}
      <PagedList
        query={query}
        noun="action"
        empty={
          <EmptyState
            title="No actions"
            hint={
              mayManage
                ? "Add one above; it is a draft until you publish it."
                : "Published actions that you may send appear here."
            }
          />
        }
      >
        {(actions) => <GroupActionTable group={group} actions={actions} mayManage={mayManage} />}
      </PagedList>
    </div>
  );
}
