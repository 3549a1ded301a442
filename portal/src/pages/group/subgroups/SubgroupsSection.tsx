import { makeStyles, Subtitle1, tokens } from "@fluentui/react-components";
import { useInfiniteQuery } from "@tanstack/react-query";
import { subgroupsQuery } from "~/api/subgroups";
import { canManage, useMe } from "~/context/me";
import { EmptyState } from "~/components/EmptyState";
import { PagedList } from "~/components/PagedList";
import type { SectionProps } from "../section";
import { AddSubgroup } from "./AddSubgroup";
import { HierarchyTree } from "./HierarchyTree";
import { SubgroupTable } from "./SubgroupTable";

const useStyles = makeStyles({
  page: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalXXL },
  // Side by side where there is room.
  both: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(400px, 100%), 1fr))",
    alignItems: "start",
    gap: tokens.spacingHorizontalXXL,
  },
  section: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM },
});

export default function SubgroupsSection({ group }: SectionProps) {
  const styles = useStyles();
  const mayManage = canManage(useMe(), group);
  const direct = useInfiniteQuery(subgroupsQuery(group.id, false));
  const all = useInfiniteQuery(subgroupsQuery(group.id, true));
  return (
    <div className={styles.page}>
      {mayManage && <AddSubgroup group={group} />}
      <div className={styles.both}>
        <section className={styles.section} aria-labelledby="linked">
          <Subtitle1 as="h2" id="linked" style={{ margin: 0 }}>
            Linked sub-groups
          </Subtitle1>
          <PagedList
            query={direct}
            noun="sub-group"
            empty={
              <EmptyState
                title="No sub-groups"
                hint={mayManage ? "Link a group above, and its members count here, too." : undefined}
              />
            }
          >
            {(subgroups) => <SubgroupTable group={group} subgroups={subgroups} />}
          </PagedList>
        </section>
        <section className={styles.section} aria-labelledby="hierarchy">
          <Subtitle1 as="h2" id="hierarchy" style={{ margin: 0 }}>
            Hierarchy
          </Subtitle1>
          <PagedList
            query={all}
            noun="group below"
            plural="groups below"
            empty={<HierarchyTree group={group} groups={[]} />}
          >
            {(groups) => <HierarchyTree group={group} groups={groups} />}
          </PagedList>
        </section>
      </div>
    </div>
  );
}
