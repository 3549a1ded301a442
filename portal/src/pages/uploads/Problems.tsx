import { Badge, Field, Input, makeStyles, Select, Subtitle1, Text, tokens } from "@fluentui/react-components";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Upload, UploadProblem } from "~/api/models";
import { rowsOf } from "~/api/paging";
import { FORMATS, readingOf, rejectedPath, uploadProblemsQuery } from "~/api/uploads";
import { DataTable, type Column } from "~/components/DataTable";
import { DownloadButton } from "~/components/DownloadButton";
import { PagedList } from "~/components/PagedList";
import { count } from "~/lib/format";
import { ANY, codesIn, filterProblems, isFiltering, NO_FILTER, type ProblemFilter } from "./problemFilter";

// A browser draws some hundred rows without a pause; nobody reads more, and rejected.csv has all of them.
const DRAWN = 300;

const useStyles = makeStyles({
  section: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalM },
  head: {
    display: "flex",
    flexWrap: "wrap",
    justifyContent: "space-between",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
  },
  filters: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(200px, 100%), 1fr))",
    gap: tokens.spacingHorizontalM,
  },
  files: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
  soft: { color: tokens.colorNeutralForeground2 },
  message: { display: "grid" },
});

export function Problems({ upload }: { upload: Upload }) {
  const styles = useStyles();
  const query = useInfiniteQuery(uploadProblemsQuery(upload.id, readingOf(upload)));
  const [filter, setFilter] = useState(NO_FILTER);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isError } = query;

  // The service does not filter, so a filter that has seen only the first page would hide what it should find.
  useEffect(() => {
    if (isFiltering(filter) && hasNextPage && !isFetchingNextPage && !isError) void fetchNextPage();
  }, [filter, hasNextPage, isFetchingNextPage, isError, fetchNextPage]);

  return (
    <section className={styles.section} aria-labelledby="problems">
      <div className={styles.head}>
        <Subtitle1 as="h2" id="problems" style={{ margin: 0 }}>
          Problems
        </Subtitle1>
        {upload.counts.rejected > 0 && (
          <span className={styles.files}>
            {FORMATS.map((format) => (
              <DownloadButton key={format} path={rejectedPath(upload.id, format)} fileName={`rejected.${format}`}>
                {`rejected.${format}`}
              </DownloadButton>
            ))}
          </span>
        )}
      </div>
      <PagedList query={query} noun="problem" empty={<Text>Every row is valid.</Text>}>
        {(problems) => (
          <>
            <Filters filter={filter} problems={rowsOf(query.data?.pages)} onChange={setFilter} />
            <ProblemTable problems={filterProblems(problems, filter)} />
          </>
        )}
      </PagedList>
    </section>
  );
}

interface FiltersProps {
  filter: ProblemFilter;
  problems: readonly UploadProblem[];
  onChange: (filter: ProblemFilter) => void;
}

function Filters({ filter, problems, onChange }: FiltersProps) {
  const styles = useStyles();
  return (
    <div className={styles.filters}>
      <Field label="Find">
        <Input
          type="search"
          value={filter.text}
          placeholder="Line, group or words"
          onChange={(_, { value }) => onChange({ ...filter, text: value })}
        />
      </Field>
      <Field label="Severity">
        <Select value={filter.severity} onChange={(_, { value }) => onChange({ ...filter, severity: value })}>
          <option value={ANY}>Errors and warnings</option>
          <option value="error">Errors: the row is rejected</option>
          <option value="warning">Warnings</option>
        </Select>
      </Field>
      <Field label="Kind of problem">
        <Select value={filter.code} onChange={(_, { value }) => onChange({ ...filter, code: value })}>
          <option value={ANY}>Every kind</option>
          {codesIn(problems).map(({ code, occurrences }) => (
            <option key={code} value={code}>
              {code} ({count(occurrences)})
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}

function ProblemTable({ problems }: { problems: UploadProblem[] }) {
  const styles = useStyles();
  if (problems.length === 0) return <Text role="status">No problem matches.</Text>;
  const columns: Column<UploadProblem>[] = [
    {
      id: "line",
      title: "Line",
      isName: true,
      isNumber: true,
      width: "96px",
      render: (problem) => <bdi>{placeOf(problem)}</bdi>,
    },
    {
      id: "severity",
      title: "Severity",
      width: "100px",
      hideOn: "phone",
      render: ({ severity }) => (
        <Badge appearance="tint" color={severity === "error" ? "danger" : "warning"}>
          {severity === "error" ? "Error" : "Warning"}
        </Badge>
      ),
    },
    { id: "column", title: "Column", width: "150px", hideOn: "narrow", render: (problem) => problem.column },
    {
      id: "message",
      title: "Problem",
      render: (problem) => (
        <span className={styles.message}>
          <bdi>{problem.message}</bdi>
          {problem.value && (
            <span>
              In the file: <bdi>{problem.value}</bdi>
            </span>
          )}
          {problem.suggestion && <bdi>{problem.suggestion.text}</bdi>}
          <Text size={200} font="monospace" className={styles.soft}>
            {problem.code}
          </Text>
        </span>
      ),
    },
    { id: "file", title: "File", width: "210px", hideOn: "narrow", render: (problem) => fileName(problem.file) },
  ];
  return (
    <>
      <DataTable
        label="Problems by line"
        columns={columns}
        rows={problems.slice(0, DRAWN)}
        rowKey={(_, index) => index}
      />
      {problems.length > DRAWN && (
        <Text className={styles.soft}>
          The first {count(DRAWN)} of {count(problems.length)} problems. Use the filters to see others.
        </Text>
      )}
    </>
  );
}

/** The line in the file; in a workbook the sheet and the row. */
function placeOf({ sheet, line }: UploadProblem): string {
  return sheet ? `Sheet ${sheet}, row ${count(line)}` : count(line);
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
