import { makeStyles, Subtitle1, Text, tokens } from "@fluentui/react-components";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Upload } from "~/api/models";
import { uploadsQuery } from "~/api/uploads";
import { AppLink } from "~/components/AppLink";
import { DataTable, type Column } from "~/components/DataTable";
import { EmptyState } from "~/components/EmptyState";
import { PagedList } from "~/components/PagedList";
import { TimeText } from "~/components/TimeText";
import { count } from "~/lib/format";
import { StateBadge } from "./StateBadge";
import { fileNames, uploadName } from "./uploads";

const useStyles = makeStyles({
  section: { display: "grid", gap: tokens.spacingVerticalM },
  words: { display: "grid" },
  soft: { color: tokens.colorNeutralForeground2 },
});

export function UploadHistory() {
  const styles = useStyles();
  const query = useInfiniteQuery(uploadsQuery);
  return (
    <section className={styles.section} aria-labelledby="history">
      <Subtitle1 as="h2" id="history" style={{ margin: 0 }}>
        History
      </Subtitle1>
      <PagedList
        query={query}
        noun="upload"
        empty={
          <EmptyState
            title="No uploads yet"
            hint="Download a template above, fill it in, and choose it as the user group mapping."
          />
        }
      >
        {(uploads) => <HistoryTable uploads={uploads} />}
      </PagedList>
    </section>
  );
}

function HistoryTable({ uploads }: { uploads: Upload[] }) {
  const columns: Column<Upload>[] = [
    { id: "files", title: "Upload", isName: true, render: (upload) => <UploadCell upload={upload} /> },
    {
      id: "time",
      title: "Started (log)",
      render: (upload) => (
        <AppLink to={`/uploads/${upload.id}/log`}>
          <TimeText at={upload.createdAt} />
        </AppLink>
      ),
    },
    { id: "state", title: "State", render: (upload) => <StateBadge upload={upload} /> },
    { id: "by", title: "By", hideOn: "narrow", render: (upload) => <bdi>{submitter(upload)}</bdi> },
    {
      id: "added",
      title: "Added",
      hideOn: "narrow",
      isNumber: true,
      width: "90px",
      render: (u) => count(u.counts.added),
    },
    {
      id: "changed",
      title: "Changed",
      hideOn: "narrow",
      isNumber: true,
      width: "90px",
      render: (u) => count(u.counts.roleChanged),
    },
    {
      id: "removed",
      title: "Removed",
      hideOn: "narrow",
      isNumber: true,
      width: "90px",
      render: (u) => count(u.counts.removed),
    },
    {
      id: "rejected",
      title: "Rejected",
      hideOn: "phone",
      isNumber: true,
      width: "90px",
      render: (u) => count(u.counts.rejected),
    },
  ];
  return <DataTable label="Uploads, newest first" columns={columns} rows={uploads} rowKey={(upload) => upload.id} />;
}

function UploadCell({ upload }: { upload: Upload }) {
  const styles = useStyles();
  return (
    <div className={styles.words}>
      <AppLink to={`/uploads/${upload.id}`}>
        <bdi>{uploadName(upload)}</bdi>
      </AppLink>
      <Text size={200} className={styles.soft}>
        {fileNames(upload).join(", ") || "no files yet"}
      </Text>
    </div>
  );
}

function submitter(upload: Upload): string {
  return upload.source === "storage" ? "storage" : upload.submittedBy;
}
