import { Field, makeStyles, SearchBox, Tab, TabList, tokens } from "@fluentui/react-components";
import { Add20Regular } from "@fluentui/react-icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useSearchParams } from "react-router";
import { groupsQuery } from "~/api/groups";
import { DialogButton } from "~/components/DialogButton";
import { EmptyState } from "~/components/EmptyState";
import { PagedList } from "~/components/PagedList";
import { PageHeader } from "~/components/PageHeader";
import { useDebounced } from "~/lib/useDebounced";
import { DeletedGroups } from "./DeletedGroups";
import { GroupTable } from "./GroupTable";

const CreateGroupDialog = lazy(() => import("./CreateGroupDialog"));

const TABS = { organization: "Organization", private: "Private", deleted: "Deleted" };
type TabName = keyof typeof TABS;

const useStyles = makeStyles({
  tools: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "end",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalL,
    marginBlockEnd: tokens.spacingVerticalL,
  },
  search: { flex: "0 1 340px", minWidth: "220px" },
  box: { maxWidth: "none", width: "100%" },
});

export default function GroupsPage() {
  const styles = useStyles();
  const [parameters, setParameters] = useSearchParams();
  const [isCreating, setCreating] = useState(false);
  const tab = tabOf(parameters.get("tab"));
  const search = parameters.get("q") ?? "";

  const show = (next: { tab: TabName; q: string }) =>
    setParameters(
      { ...(next.tab !== "organization" && { tab: next.tab }), ...(next.q && { q: next.q }) },
      // Each letter of a search would otherwise be a step of the Back button.
      { replace: true },
    );

  return (
    <>
      <PageHeader
        title="Groups"
        actions={
          <DialogButton appearance="primary" icon={<Add20Regular />} onClick={() => setCreating(true)}>
            Create group
          </DialogButton>
        }
      />
      <div className={styles.tools}>
        <TabList selectedValue={tab} onTabSelect={(_, { value }) => show({ tab: value as TabName, q: search })}>
          {Object.entries(TABS).map(([value, label]) => (
            <Tab key={value} value={value} id={`tab-${value}`} aria-controls="groups">
              {label}
            </Tab>
          ))}
        </TabList>
        {tab !== "deleted" && (
          <Field className={styles.search} label={{ children: "Find a group", className: "visually-hidden" }}>
            <SearchBox
              className={styles.box}
              placeholder="Find by the beginning of the name"
              value={search}
              onChange={(_, { value }) => show({ tab, q: value })}
            />
          </Field>
        )}
      </div>
      <div role="tabpanel" id="groups" aria-labelledby={`tab-${tab}`}>
        {tab === "deleted" ? <DeletedGroups /> : <Groups type={tab} search={search} />}
      </div>
      {isCreating && (
        <Suspense>
          <CreateGroupDialog type={tab === "private" ? "private" : "organization"} onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </>
  );
}

function Groups({ type, search }: { type: "organization" | "private"; search: string }) {
  const q = useDebounced(search.trim());
  const query = useInfiniteQuery(groupsQuery({ type, q }));
  const empty = q ? (
    <EmptyState title="No group found" hint={`No group name begins with “${q}”. Try fewer letters.`} />
  ) : (
    <EmptyState
      title={type === "private" ? "No private groups" : "No groups yet"}
      hint={
        type === "private"
          ? "Private groups are seen only by their members. Those you are in appear here."
          : "Create one, or load many with Bulk Upload Users."
      }
    />
  );
  return (
    <PagedList query={query} noun="group" empty={empty}>
      {(groups) => <GroupTable groups={groups} label={`${TABS[type]} groups`} />}
    </PagedList>
  );
}

function tabOf(value: string | null): TabName {
  return value && value in TABS ? (value as TabName) : "organization";
}
