import { Badge, Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { Play20Regular } from "@fluentui/react-icons";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { exportFilePath, exportsQuery, runExport } from "~/api/exports";
import type { Export } from "~/api/models";
import { DataTable, type Column } from "~/components/DataTable";
import { DownloadButton } from "~/components/DownloadButton";
import { EmptyState } from "~/components/EmptyState";
import { PagedList } from "~/components/PagedList";
import { PageHeader } from "~/components/PageHeader";
import { ProblemMessage } from "~/components/ProblemMessage";
import { TimeText } from "~/components/TimeText";
import { useNotify } from "~/components/toast";
import { count, counted, size } from "~/lib/format";

const useStyles = makeStyles({
  words: { display: "grid", gap: tokens.spacingVerticalXXS },
  soft: { color: tokens.colorNeutralForeground2 },
  files: { display: "grid", justifyItems: "start" },
});

export default function ExportsPage() {
  const query = useInfiniteQuery(exportsQuery);
  const notify = useNotify();
  const run = useMutation({
    mutationFn: runExport,
    onSuccess: ({ counts }) => notify(`Exported ${counted(counts.groups, "group")}.`),
  });
  return (
    <>
      <PageHeader
        title="Export Existing Groups"
        details="Every organization group with its members and the hierarchy, as the CSV files that Bulk Upload Users reads. It also runs every night."
        actions={
          <Button appearance="primary" icon={<Play20Regular />} disabled={run.isPending} onClick={() => run.mutate()}>
            {run.isPending ? "Exporting …" : "Export now"}
          </Button>
        }
      />
      {run.isError && <ProblemMessage error={run.error} title="The export did not run." />}
      <PagedList
        query={query}
        noun="export"
        empty={<EmptyState title="No exports yet" hint="Export now, or wait for tonight’s." />}
      >
        {(exports) => <ExportTable exports={exports} />}
      </PagedList>
    </>
  );
}

function ExportTable({ exports }: { exports: Export[] }) {
  const styles = useStyles();
  const columns: Column<Export>[] = [
    {
      id: "time",
      title: "Time",
      isName: true,
      render: (row) => (
        <span className={styles.words}>
          <TimeText at={row.createdAt} />
          <span>
            <ExportState state={row.state} />
          </span>
        </span>
      ),
    },
    { id: "by", title: "By", hideOn: "narrow", render: (row) => <bdi>{row.requestedBy}</bdi> },
    {
      id: "groups",
      title: "Groups",
      isNumber: true,
      hideOn: "phone",
      width: "90px",
      render: (row) => count(row.counts.groups),
    },
    {
      id: "members",
      title: "Members",
      isNumber: true,
      hideOn: "narrow",
      width: "100px",
      render: (row) => count(row.counts.memberships),
    },
    {
      id: "links",
      title: "Links",
      isNumber: true,
      hideOn: "narrow",
      width: "80px",
      render: (row) => count(row.counts.links),
    },
    { id: "files", title: "Files", width: "min(46%, 300px)", render: (row) => <Files row={row} /> },
  ];
  return <DataTable label="Exports, newest first" columns={columns} rows={exports} rowKey={(row) => row.id} />;
}

function Files({ row }: { row: Export }) {
  const styles = useStyles();
  if (row.files.length === 0) return <Text className={styles.soft}>none</Text>;
  return (
    <div className={styles.files}>
      {row.files.map((file) => (
        <DownloadButton
          key={file.name}
          path={exportFilePath(row.id, file.name)}
          fileName={file.name}
          appearance="transparent"
          label={`Download ${file.name}, ${size(file.sizeBytes)}`}
        >
          {file.name}
        </DownloadButton>
      ))}
    </div>
  );
}

function ExportState({ state }: { state: Export["state"] }) {
  const color = state === "completed" ? "success" : state === "failed" ? "danger" : "brand";
  return (
    <Badge appearance="tint" color={color}>
      {state === "completed" ? "Completed" : state === "failed" ? "Failed" : "Running"}
    </Badge>
  );
}
