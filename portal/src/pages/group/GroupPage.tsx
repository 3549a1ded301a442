import { Badge, Button, Tab, TabList, Text } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from "react";
import { useNavigate, useParams } from "react-router";
import { groupQuery, totalsQuery } from "~/api/groups";
import type { Group, Me } from "~/api/models";
import { hasStatus } from "~/api/problem";
import { canManage, useMe } from "~/context/me";
import { EmptyState } from "~/components/EmptyState";
import { Loading } from "~/components/Loading";
import { PageHeader } from "~/components/PageHeader";
import { ProblemMessage } from "~/components/ProblemMessage";
import { RoleBadge } from "~/components/RoleBadge";
import { count, counted } from "~/lib/format";
import type { SectionProps } from "./section";

interface Section {
  id: string;
  label: string;
  page: LazyExoticComponent<ComponentType<SectionProps>>;
  isOffered: (group: Group, me: Me) => boolean;
}

const always = () => true;
const toManagers = (group: Group, me: Me) => canManage(me, group);

const SECTIONS: Section[] = [
  { id: "users", label: "Users", page: lazy(() => import("./users/UsersSection")), isOffered: always },
  { id: "subgroups", label: "Sub-Groups", page: lazy(() => import("./subgroups/SubgroupsSection")), isOffered: always },
  { id: "connectors", label: "Connectors", page: lazy(() => import("./ConnectorsSection")), isOffered: always },
  { id: "actions", label: "Actions", page: lazy(() => import("./ActionsSection")), isOffered: always },
  { id: "activity", label: "Activity", page: lazy(() => import("./ActivitySection")), isOffered: toManagers },
  { id: "settings", label: "Settings", page: lazy(() => import("./settings/SettingsSection")), isOffered: always },
];

export default function GroupPage() {
  const { groupId = "" } = useParams();
  const navigate = useNavigate();
  const query = useQuery(groupQuery(groupId));
  if (query.isPending) return <Loading label="Loading the group" />;
  if (hasStatus(query.error, 404)) {
    return (
      <>
        <PageHeader title="No such group" back={{ to: "/groups", label: "Groups" }} />
        <EmptyState
          title="There is no such group, or you are not in it"
          hint="It may have been deleted; the Deleted tab of Groups shows those that you may restore."
          action={<Button onClick={() => void navigate("/groups")}>Go to your groups</Button>}
        />
      </>
    );
  }
  if (!query.data) return <ProblemMessage error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <>
      {query.isError && (
        <ProblemMessage
          error={query.error}
          title="This page may be out of date."
          onRetry={() => void query.refetch()}
        />
      )}
      <GroupView key={groupId} group={query.data.data} etag={query.data.etag} />
    </>
  );
}

function GroupView({ group, etag }: SectionProps) {
  const { section: wanted = "users" } = useParams();
  const navigate = useNavigate();
  const me = useMe();
  const offered = SECTIONS.filter((section) => section.isOffered(group, me));
  const section = offered.find(({ id }) => id === wanted) ?? offered[0];
  if (!section) return null;
  const Content = section.page;
  return (
    <>
      <PageHeader
        title={group.name}
        back={{ to: "/groups", label: "Groups" }}
        details={<GroupDetails group={group} />}
      />
      <TabList
        selectedValue={section.id}
        onTabSelect={(_, { value }) => void navigate(`/groups/${group.id}/${String(value)}`)}
        style={{ flexWrap: "wrap", marginBlockEnd: "16px" }}
      >
        {offered.map(({ id, label }) => (
          <Tab key={id} value={id} id={`tab-${id}`} aria-controls="section">
            {label}
          </Tab>
        ))}
      </TabList>
      <div role="tabpanel" id="section" aria-labelledby={`tab-${section.id}`}>
        <Suspense fallback={<Loading label={`Loading ${section.label}`} />}>
          <Content group={group} etag={etag} />
        </Suspense>
      </div>
    </>
  );
}

function GroupDetails({ group }: { group: Group }) {
  const totals = useQuery(totalsQuery(group.id)).data;
  return (
    <>
      <Badge appearance="tint" color={group.type === "private" ? "warning" : "informative"}>
        {group.type === "private" ? "Private" : "Organization"}
      </Badge>{" "}
      {group.callerRole && <RoleBadge role={group.callerRole} />} {counted(group.memberCount, "member")}
      {totals?.subgroupCount ? (
        <Text>
          , {count(totals.uniqueMemberCount ?? 0)} with those of {counted(totals.subgroupCount, "sub-group")}
        </Text>
      ) : null}
    </>
  );
}
