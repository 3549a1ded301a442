import { Avatar, makeStyles, tokens } from "@fluentui/react-components";
import { PeopleTeam20Regular } from "@fluentui/react-icons";
import type { Group } from "~/api/models";
import { AppLink } from "~/components/AppLink";
import { DataTable, type Column } from "~/components/DataTable";
import { Name } from "~/components/Name";
import { RoleBadge } from "~/components/RoleBadge";
import { TimeText } from "~/components/TimeText";
import { count } from "~/lib/format";

const useStyles = makeStyles({
  name: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM, minHeight: "36px" },
});

export function GroupTable({ groups, label }: { groups: Group[]; label: string }) {
  const columns: Column<Group>[] = [
    { id: "name", title: "Name", isName: true, render: (group) => <GroupName group={group} /> },
    { id: "members", title: "Members", isNumber: true, width: "100px", render: (group) => count(group.memberCount) },
    {
      id: "role",
      title: "Your role",
      width: "120px",
      hideOn: "phone",
      render: (group) => (group.callerRole ? <RoleBadge role={group.callerRole} /> : "–"),
    },
    {
      id: "created",
      title: "Created",
      width: "190px",
      hideOn: "narrow",
      render: (group) => <TimeText at={group.createdAt} />,
    },
  ];
  return <DataTable label={label} columns={columns} rows={groups} rowKey={(group) => group.id} />;
}

function GroupName({ group }: { group: Group }) {
  const styles = useStyles();
  return (
    <div className={styles.name}>
      <Avatar
        name={group.name}
        icon={<PeopleTeam20Regular />}
        shape="square"
        color="colorful"
        idForColor={group.id}
        aria-hidden
      />
      <AppLink to={`/groups/${group.id}`}>
        <Name>{group.name}</Name>
      </AppLink>
    </div>
  );
}
