import { Field, makeStyles, SearchBox, Select, Switch, tokens } from "@fluentui/react-components";
import { ArrowImport20Regular, PersonAdd20Regular } from "@fluentui/react-icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { membersQuery } from "~/api/members";
import type { Role } from "~/api/models";
import { DialogButton } from "~/components/DialogButton";
import { canManage, useMe } from "~/context/me";
import { EmptyState } from "~/components/EmptyState";
import { PagedList } from "~/components/PagedList";
import { useDebounced } from "~/lib/useDebounced";
import type { SectionProps } from "../section";
import { MemberTable } from "./MemberTable";

const AddMembersDialog = lazy(() => import("./AddMembersDialog"));
const ImportMembersDialog = lazy(() => import("./ImportMembersDialog"));

const useStyles = makeStyles({
  tools: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "end",
    gap: tokens.spacingHorizontalM,
    marginBlockEnd: tokens.spacingVerticalL,
  },
  grow: { flex: "1 1 200px", maxWidth: "300px" },
  buttons: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS, marginInlineStart: "auto" },
  search: { maxWidth: "none" },
});

export default function UsersSection({ group }: SectionProps) {
  const styles = useStyles();
  const me = useMe();
  const mayManage = canManage(me, group);
  const [search, setSearch] = useState("");
  const [role, setRole] = useState<Role | "">("");
  const [effective, setEffective] = useState(false);
  const [dialog, setDialog] = useState<"add" | "import" | null>(null);
  // Only digits can begin a number; without any the service would reject the search.
  const q = useDebounced(/\d/.test(search) ? search.trim() : "");
  const query = useInfiniteQuery(membersQuery(group.id, { q, role: role || null, effective }));
  const isFiltered = q !== "" || role !== "";

  return (
    <>
      <div className={styles.tools}>
        {mayManage && (
          <Field label="Find a number" className={styles.grow}>
            <SearchBox
              className={styles.search}
              placeholder="First digits, with country code"
              value={search}
              onChange={(_, { value }) => setSearch(value)}
            />
          </Field>
        )}
        <Field label="Role">
          <Select value={role} onChange={(_, { value }) => setRole(value as Role | "")}>
            <option value="">Admins and members</option>
            <option value="Admin">Admins</option>
            <option value="Member">Members</option>
          </Select>
        </Field>
        <Switch
          checked={effective}
          onChange={(_, { checked }) => setEffective(checked)}
          label="With those of sub-groups"
        />
        {mayManage && (
          <div className={styles.buttons}>
            <DialogButton icon={<ArrowImport20Regular />} onClick={() => setDialog("import")}>
              Import from a file
            </DialogButton>
            <DialogButton appearance="primary" icon={<PersonAdd20Regular />} onClick={() => setDialog("add")}>
              Add users
            </DialogButton>
          </div>
        )}
      </div>
      <PagedList
        query={query}
        noun="member"
        empty={
          <EmptyState
            title={isFiltered ? "No member found" : "No members yet"}
            hint={
              isFiltered
                ? "Remove a filter, or type fewer digits."
                : mayManage
                  ? "Add users by their phone numbers."
                  : undefined
            }
          />
        }
      >
        {(members) => <MemberTable group={group} members={members} isEffective={effective} />}
      </PagedList>
      <Suspense>
        {dialog === "add" && <AddMembersDialog group={group} onClose={() => setDialog(null)} />}
        {dialog === "import" && <ImportMembersDialog group={group} onClose={() => setDialog(null)} />}
      </Suspense>
    </>
  );
}
