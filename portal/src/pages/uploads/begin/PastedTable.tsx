import { DataTable, type Column } from "~/components/DataTable";

const SHOWN = 5;

/** The first pasted rows below the titles that the first one holds. */
export function PastedTable({ rows }: { rows: readonly string[][] }) {
  const [titles = [], ...body] = rows;
  const columns = titles.map((title, index): Column<string[]> => ({
    id: String(index),
    title: title || `Column ${index + 1}`,
    isName: index === 0,
    render: (row) => <bdi>{row[index]}</bdi>,
  }));
  return <DataTable label="The first rows" columns={columns} rows={body.slice(0, SHOWN)} rowKey={(_, row) => row} />;
}
