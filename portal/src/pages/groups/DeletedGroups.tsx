import { Button } from "@fluentui/react-components";
import { ArrowUndo20Regular } from "@fluentui/react-icons";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { groupsQuery, restoreGroup } from "~/api/groups";
import type { Group } from "~/api/models";
import { DataTable, type Column } from "~/components/DataTable";
import { EmptyState } from "~/components/EmptyState";
import { Name } from "~/components/Name";
import { PagedList } from "~/components/PagedList";
import { ProblemMessage } from "~/components/ProblemMessage";
import { TimeText } from "~/components/TimeText";
import { useNotify } from "~/components/toast";

export function DeletedGroups() {
  const query = useInfiniteQuery(groupsQuery({ q: "", deleted: true }));
  const notify = useNotify();
  const restore = useMutation({
    mutationFn: (group: Group) => restoreGroup(group.id),
    onSuccess: (group) => notify(`${group.name} is restored.`),
  });
  const columns: Column<Group>[] = [
    { id: "name", title: "Name", isName: true, render: (group) => <Name>{group.name}</Name> },
    {
      id: "deleted",
      title: "Deleted",
      width: "190px",
      hideOn: "phone",
      render: (group) => group.deletedAt && <TimeText at={group.deletedAt} />,
    },
    {
      id: "restore",
      title: "Restore",
      hideTitle: true,
      width: "130px",
      render: (group) => (
        <Button
          icon={<ArrowUndo20Regular />}
          disabled={restore.isPending}
          aria-label={`Restore ${group.name}`}
          onClick={() => restore.mutate(group)}
        >
          Restore
        </Button>
      ),
    },
  ];
  return (
    <>
      {restore.isError && <ProblemMessage error={restore.error} title="The group was not restored." />}
      <PagedList
        query={query}
        noun="deleted group"
        empty={
          <EmptyState
            title="No deleted groups"
            hint="A deleted group stays here for 30 days, members and all, and can be restored."
          />
        }
      >
        {(groups) => <DataTable label="Deleted groups" columns={columns} rows={groups} rowKey={(group) => group.id} />}
      </PagedList>
    </>
  );
}
