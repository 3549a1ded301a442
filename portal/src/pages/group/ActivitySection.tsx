import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { useInfiniteQuery } from "@tanstack/react-query";
import { auditQuery } from "~/api/audit";
import type { AuditEvent } from "~/api/models";
import { useMe } from "~/context/me";
import { AppLink } from "~/components/AppLink";
import { DataTable, type Column } from "~/components/DataTable";
import { EmptyState } from "~/components/EmptyState";
import { PagedList } from "~/components/PagedList";
import { TimeText } from "~/components/TimeText";
import { changesOf, titleOf } from "./auditWords";
import type { SectionProps } from "./section";

const useStyles = makeStyles({
  words: { display: "grid", gap: tokens.spacingVerticalXXS },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL, color: tokens.colorNeutralForeground2 },
});

export default function ActivitySection({ group }: SectionProps) {
  const query = useInfiniteQuery(auditQuery(group.id));
  return (
    <PagedList query={query} noun="event" empty={<EmptyState title="Nothing has happened yet" />}>
      {(events) => <EventTable events={events} />}
    </PagedList>
  );
}

function EventTable({ events }: { events: AuditEvent[] }) {
  const columns: Column<AuditEvent>[] = [
    { id: "time", title: "Time", width: "190px", render: (event) => <TimeText at={event.at} /> },
    { id: "what", title: "What", isName: true, render: (event) => <What event={event} /> },
    { id: "who", title: "Who", width: "220px", hideOn: "phone", render: (event) => <Who event={event} /> },
  ];
  return <DataTable label="Activity, newest first" columns={columns} rows={events} rowKey={(event) => event.id} />;
}

function What({ event }: { event: AuditEvent }) {
  const styles = useStyles();
  const changes = changesOf(event);
  return (
    <div className={styles.words}>
      <Text weight="semibold">{titleOf(event)}</Text>
      {changes.length > 0 && (
        <ul className={styles.list}>
          {changes.map((change, index) => (
            <li key={index}>
              <bdi>{change}</bdi>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Who({ event }: { event: AuditEvent }) {
  const { isOrganizationAdmin } = useMe();
  return (
    <>
      <bdi>{event.actor}</bdi>
      {event.jobId && (
        <>
          {", by "}
          {isOrganizationAdmin ? (
            <AppLink to={`/uploads/${event.jobId}`} inline>
              an upload
            </AppLink>
          ) : (
            "an upload"
          )}
        </>
      )}
    </>
  );
}
