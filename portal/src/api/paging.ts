// Lists come in pages; a page says where the next one is by nextLink.

export interface Page<Row> {
  value: Row[];
  nextLink?: string;
}

/** The `continuation` of a nextLink, undefined after the last page. */
export function continuationOf(page: { nextLink?: string | null }): string | undefined {
  if (!page.nextLink) return undefined;
  return new URL(page.nextLink, window.location.origin).searchParams.get("continuation") ?? undefined;
}

/** What every infinite query of a list says about its pages. */
export const byPage = { initialPageParam: undefined as string | undefined, getNextPageParam: continuationOf };

export function rowsOf<Row>(pages: readonly Page<Row>[] | undefined): Row[] {
  return pages?.flatMap((page) => page.value) ?? [];
}
