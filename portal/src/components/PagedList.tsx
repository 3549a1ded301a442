// What every list page does: wait, fail, be empty, or show rows and the way to more of them.

import { Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { rowsOf, type Page } from "~/api/paging";
import { counted } from "~/lib/format";
import { Loading } from "./Loading";
import { ProblemMessage } from "./ProblemMessage";

const useStyles = makeStyles({
  foot: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    justifyContent: "space-between",
    gap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalM,
    color: tokens.colorNeutralForeground2,
  },
});

/** The part of TanStack Query's infinite query that is used here. */
export interface PagedQuery<Row> {
  data: { pages: Page<Row>[] } | undefined;
  error: unknown;
  isPending: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
}

interface PagedListProps<Row> {
  query: PagedQuery<Row>;
  /** What a row is: member. */
  noun: string;
  /** Where an s does not make the plural. */
  plural?: string;
  empty: ReactNode;
  children: (rows: Row[]) => ReactNode;
}

export function PagedList<Row>({ query, noun, plural = `${noun}s`, empty, children }: PagedListProps<Row>) {
  const styles = useStyles();
  if (query.isPending) return <Loading label={`Loading ${plural}`} />;
  const rows = rowsOf(query.data?.pages);
  const problem = query.error ? <ProblemMessage error={query.error} onRetry={() => void query.refetch()} /> : null;
  if (!query.data) return problem;
  // A page may be short, even empty, while there is a next one (functions/http/paging.py).
  if (rows.length === 0 && !query.hasNextPage) return problem ?? empty;
  return (
    <>
      {problem}
      {children(rows)}
      <div className={styles.foot}>
        <Text role="status">
          {query.hasNextPage ? `The first ${counted(rows.length, noun, plural)}` : counted(rows.length, noun, plural)}
        </Text>
        {query.hasNextPage && (
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {query.isFetchingNextPage ? "Loading …" : `Show more ${plural}`}
          </Button>
        )}
      </div>
    </>
  );
}
