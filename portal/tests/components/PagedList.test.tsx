import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { Unreachable } from "~/api/problem";
import { PagedList, type PagedQuery } from "~/components/PagedList";
import { show } from "./show";

const LOADED: PagedQuery<string> = {
  data: { pages: [{ value: ["a", "b"] }, { value: ["c"] }] },
  error: null,
  isPending: false,
  hasNextPage: false,
  isFetchingNextPage: false,
  fetchNextPage: vi.fn(),
  refetch: vi.fn(),
};

function showList(query: Partial<PagedQuery<string>>) {
  return show(
    <PagedList query={{ ...LOADED, ...query }} noun="entry" plural="entries" empty={<p>Nothing here</p>}>
      {(rows) => <p>Rows: {rows.join(" ")}</p>}
    </PagedList>,
  );
}

it("shows the rows of all pages and how many there are", () => {
  showList({});
  expect(screen.getByText("Rows: a b c")).toBeVisible();
  expect(screen.getByRole("status")).toHaveTextContent("3 entries");
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

it("offers the next page while there is one", async () => {
  const fetchNextPage = vi.fn();
  const person = showList({ hasNextPage: true, fetchNextPage });
  expect(screen.getByRole("status")).toHaveTextContent("The first 3 entries");
  await person.click(screen.getByRole("button", { name: "Show more entries" }));
  expect(fetchNextPage).toHaveBeenCalledOnce();
});

it("holds the button back while the next page comes", () => {
  showList({ hasNextPage: true, isFetchingNextPage: true });
  expect(screen.getByRole("button", { name: "Loading …" })).toBeDisabled();
});

it("says that it is empty only when no page follows", () => {
  showList({ data: { pages: [{ value: [] }] } });
  expect(screen.getByText("Nothing here")).toBeVisible();
});

it("goes on to the next page from an empty one", () => {
  showList({ data: { pages: [{ value: [] }] }, hasNextPage: true });
  expect(screen.queryByText("Nothing here")).not.toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Show more entries" })).toBeEnabled();
});

it("keeps the rows beside a failure, and tries again", async () => {
  const refetch = vi.fn();
  const person = showList({ error: new Unreachable("r-1"), refetch });
  expect(screen.getByText("Rows: a b c")).toBeVisible();
  expect(screen.getByRole("alert")).toHaveTextContent("Request ID: r-1");
  await person.click(screen.getByRole("button", { name: "Try again" }));
  expect(refetch).toHaveBeenCalledOnce();
});
