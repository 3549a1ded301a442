import { Badge, makeStyles, Switch, Text, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { uploadLogPath, uploadLogQuery } from "~/api/uploads";
import { DataTable, type Column } from "~/components/DataTable";
import { EmptyState } from "~/components/EmptyState";
import { Loading } from "~/components/Loading";
import { PageHeader } from "~/components/PageHeader";
import { ProblemMessage } from "~/components/ProblemMessage";
import { TimeText } from "~/components/TimeText";
import { DownloadButton } from "~/components/DownloadButton";
import { count } from "~/lib/format";
import { parseLog, type LogLine } from "./logLines";

const DRAWN = 500;

const useStyles = makeStyles({
  page: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM },
  words: { display: "grid" },
  soft: { color: tokens.colorNeutralForeground2 },
});

export default function UploadLogPage() {
  const styles = useStyles();
  const { uploadId = "" } = useParams();
  const [areRowsShown, showRows] = useState(false);
  const query = useQuery({ ...uploadLogQuery(uploadId), select: parseLog });
  return (
    <>
      <PageHeader
        title="Log of the upload"
        back={{ to: `/uploads/${uploadId}`, label: "Upload" }}
        actions={
          <DownloadButton path={uploadLogPath(uploadId)} fileName={`${uploadId}.jsonl`}>
            Whole log
          </DownloadButton>
        }
      />
      {query.isPending && <Loading label="Loading the log" />}
      {query.isError && <ProblemMessage error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <div className={styles.page}>
          <Switch
            checked={areRowsShown}
            onChange={(_, data) => showRows(data.checked)}
            label="Show a line for each row with a problem"
          />
          <LogTable lines={areRowsShown ? query.data : query.data.filter((line) => line.row === undefined)} />
        </div>
      )}
    </>
  );
}

function LogTable({ lines }: { lines: LogLine[] }) {
  const styles = useStyles();
  if (lines.length === 0) return <EmptyState title="Nothing is logged yet" />;
  const columns: Column<LogLine>[] = [
    { id: "time", title: "Time", width: "190px", hideOn: "phone", render: (line) => <TimeText at={line.time} /> },
    { id: "level", title: "Level", width: "100px", render: (line) => <Level level={line.level} /> },
    {
      id: "message",
      title: "What happened",
      isName: true,
      render: (line) => (
        <span className={styles.words}>
          <bdi>{line.message}</bdi>
          <Text size={200} font="monospace" className={styles.soft}>
            {line.code}
            {line.row !== undefined && `, line ${count(line.row)}`}
          </Text>
        </span>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label="Log, oldest first"
        columns={columns}
        rows={lines.slice(0, DRAWN)}
        rowKey={(_, index) => index}
      />
      {lines.length > DRAWN && (
        <Text className={styles.soft}>
          The first {count(DRAWN)} of {count(lines.length)} lines. Download the whole log to see all.
        </Text>
      )}
    </>
  );
}

function Level({ level }: { level: string }) {
  const color = level === "error" ? "danger" : level === "warning" ? "warning" : "informative";
  return (
    <Badge appearance="tint" color={color}>
      {level}
    </Badge>
  );
}
