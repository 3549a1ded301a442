import { makeStyles, Select, Text, tokens } from "@fluentui/react-components";
import { PersonDelete20Regular } from "@fluentui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { changeRole, removeMember } from "~/api/members";
import type { Group, Member, Role } from "~/api/models";
import { canManage, useMe } from "~/context/me";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DataTable, type Column } from "~/components/DataTable";
import { DialogButton } from "~/components/DialogButton";
import { Name, PhoneNumber } from "~/components/Name";
import { ProblemMessage } from "~/components/ProblemMessage";
import { RoleBadge } from "~/components/RoleBadge";
import { TimeText } from "~/components/TimeText";
import { useNotify } from "~/components/toast";

const useStyles = makeStyles({
  soft: { color: tokens.colorNeutralForeground2 },
  role: { minWidth: "110px" },
  hint: { color: tokens.colorNeutralForeground2, marginBlockEnd: tokens.spacingVerticalM },
});

/** Stands for each digit of a number that is not shown. */
const MASKED = "•";

interface MemberTableProps {
  group: Group;
  members: Member[];
  /** Members of sub-groups are listed, too; those are managed in their own groups. */
  isEffective: boolean;
}

export function MemberTable({ group, members, isEffective }: MemberTableProps) {
  const styles = useStyles();
  const me = useMe();
  const notify = useNotify();
  const mayChange = canManage(me, group) && !isEffective;
  const [leaving, setLeaving] = useState<Member | null>(null);
  const change = useMutation({
    mutationFn: ({ member, role }: { member: Member; role: Role }) => changeRole(group.id, member.phoneNumber, role),
    onSuccess: ({ phoneNumber, role }) => notify(`${phoneNumber} is now ${role}.`),
  });

  const columns: Column<Member>[] = [
    {
      id: "number",
      title: "Phone number",
      isName: true,
      render: (member) => <PhoneNumber>{member.phoneNumber}</PhoneNumber>,
    },
    {
      id: "role",
      title: "Role",
      width: "140px",
      render: (member) =>
        mayChange ? (
          <Select
            className={styles.role}
            size="small"
            aria-label={`Role of ${member.phoneNumber}`}
            value={member.role}
            disabled={change.isPending}
            onChange={(_, { value }) => change.mutate({ member, role: value as Role })}
          >
            <option value="Admin">Admin</option>
            <option value="Member">Member</option>
          </Select>
        ) : (
          <RoleBadge role={member.role} />
        ),
    },
    isEffective
      ? { id: "via", title: "Through", hideOn: "phone", render: (member) => <Via member={member} /> }
      : {
          id: "added",
          title: "Added",
          hideOn: "narrow",
          render: (member) => (
            <>
              <TimeText at={member.addedAt} />{" "}
              <Text className={styles.soft}>
                by <bdi>{member.addedBy}</bdi>
              </Text>
            </>
          ),
        },
  ];
  if (mayChange) {
    columns.push({
      id: "remove",
      title: "Remove",
      hideTitle: true,
      width: "56px",
      render: (member) => (
        <DialogButton
          appearance="subtle"
          icon={<PersonDelete20Regular />}
          aria-label={`Remove ${member.phoneNumber}`}
          onClick={() => setLeaving(member)}
        />
      ),
    });
  }

  return (
    <>
      {change.isError && <ProblemMessage error={change.error} title="The role was not changed." />}
      {isEffective && members.some(({ phoneNumber }) => phoneNumber.includes(MASKED)) && (
        <Text block className={styles.hint}>
          Members whose numbers you do not see are listed group by group, once in each.
          {canManage(me, group) && " A search by number does not find them."}
        </Text>
      )}
      {/* Two masked numbers may look alike, in one group or in several; so the position is the key. */}
      <DataTable
        label="Members"
        columns={columns}
        rows={members}
        rowKey={(member, index) => `${index} ${member.phoneNumber}`}
      />
      {leaving && (
        <ConfirmDialog
          title="Remove this member?"
          confirm="Remove"
          onConfirm={() => removeMember(group.id, leaving.phoneNumber)}
          onDone={() => notify(`${leaving.phoneNumber} is removed.`)}
          onClose={() => setLeaving(null)}
        >
          <PhoneNumber>{leaving.phoneNumber}</PhoneNumber> will no longer be in <Name>{group.name}</Name>.
        </ConfirmDialog>
      )}
    </>
  );
}

function Via({ member }: { member: Member }) {
  return (member.via ?? []).map(({ id, name }, index) => (
    <span key={id}>
      {index > 0 && ", "}
      <Name>{name}</Name>
    </span>
  ));
}
