import {
  makeStyles,
  mergeClasses,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
  tokens,
} from "@fluentui/react-components";
import type { Key, ReactNode } from "react";
import { NARROW, PHONE } from "~/components/sizes";

export interface Column<Row> {
  id: string;
  title: string;
  render: (row: Row) => ReactNode;
  width?: string;
  /** Left out on screens narrower than this; the first column then has to say what matters. */
  hideOn?: "phone" | "narrow";
  isNumber?: boolean;
  /** The column that names the row, for screen readers. */
  isName?: boolean;
  /** A column of buttons has a title that only screen readers need. */
  hideTitle?: boolean;
}

const useStyles = makeStyles({
  box: {
    overflowX: "auto",
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
  },
  cell: {
    overflowWrap: "anywhere",
    paddingBlock: tokens.spacingVerticalS,
    verticalAlign: "middle",
    ":first-child": { paddingInlineStart: tokens.spacingHorizontalL },
    ":last-child": { paddingInlineEnd: tokens.spacingHorizontalL },
  },
  title: {
    fontWeight: tokens.fontWeightSemibold,
    color: tokens.colorNeutralForeground2,
    ":first-child": { paddingInlineStart: tokens.spacingHorizontalL },
    ":last-child": { paddingInlineEnd: tokens.spacingHorizontalL },
  },
  number: { textAlign: "end", fontVariantNumeric: "tabular-nums" },
  numberTitle: { "& > *": { justifyContent: "flex-end" } },
  phone: { [PHONE]: { display: "none" } },
  narrow: { [NARROW]: { display: "none" } },
});

interface DataTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row, index: number) => Key;
}

export function DataTable<Row>({ label, columns, rows, rowKey }: DataTableProps<Row>) {
  const styles = useStyles();
  const hidden = (column: Column<Row>) =>
    column.hideOn === "phone" ? styles.phone : column.hideOn === "narrow" ? styles.narrow : undefined;
  return (
    <div className={styles.box}>
      <Table aria-label={label} noNativeElements={false}>
        <TableHeader>
          <TableRow>
            {columns.map((column) => (
              <TableHeaderCell
                key={column.id}
                scope="col"
                style={column.width ? { width: column.width } : undefined}
                className={mergeClasses(styles.title, hidden(column), column.isNumber && styles.numberTitle)}
              >
                <span className={column.hideTitle ? "visually-hidden" : undefined}>{column.title}</span>
              </TableHeaderCell>
            ))}
          </TableRow>
        </TableHeader>
        <TableBody>
          {rows.map((row, index) => (
            <TableRow key={rowKey(row, index)}>
              {columns.map((column) => (
                <TableCell
                  key={column.id}
                  // Fluent's cell is a td only; the role makes it the header that it is.
                  role={column.isName ? "rowheader" : undefined}
                  className={mergeClasses(styles.cell, hidden(column), column.isNumber && styles.number)}
                >
                  {column.render(row)}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
