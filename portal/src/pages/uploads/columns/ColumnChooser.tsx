import { makeStyles, Select, Text, tokens } from "@fluentui/react-components";
import { DataTable, type Column } from "~/components/DataTable";
import { COLUMNS, IGNORED } from "~/lib/titles";

export interface ChosenColumn {
  /** As the file has it, empty where there is none. */
  title: string;
  /** The sheet of a workbook, empty for a CSV file. */
  sheet?: string;
  samples: readonly string[];
  /** A title of ours, or IGNORED. */
  chosen: string;
}

interface ColumnChooserProps {
  label: string;
  columns: readonly ChosenColumn[];
  onChoose: (index: number, title: string) => void;
}

const useStyles = makeStyles({
  samples: { display: "grid", color: tokens.colorNeutralForeground2 },
  name: { display: "grid" },
  soft: { color: tokens.colorNeutralForeground2 },
  select: { minWidth: "130px" },
});

/** Each column of a file with a few of its cells, and a list of what it may be. */
export function ColumnChooser({ label, columns, onChoose }: ColumnChooserProps) {
  const styles = useStyles();
  const rows = columns.map((column, index) => ({ ...column, index }));
  const shown: Column<(typeof rows)[number]>[] = [
    {
      id: "title",
      title: "Column",
      isName: true,
      render: ({ title, sheet, index }) => (
        <span className={styles.name}>
          <bdi>{title || `Column ${index + 1}`}</bdi>
          {sheet && (
            <Text size={200} className={styles.soft}>
              Sheet <bdi>{sheet}</bdi>
            </Text>
          )}
        </span>
      ),
    },
    {
      id: "samples",
      title: "First cells",
      render: ({ samples }) => (
        <span className={styles.samples}>
          {samples.map((sample, index) => (
            <bdi key={index}>{sample || "(blank)"}</bdi>
          ))}
        </span>
      ),
    },
    {
      id: "chosen",
      title: "What it is",
      render: ({ title, chosen, index }) => (
        <Select
          className={styles.select}
          aria-label={`What ${title || `column ${index + 1}`} is`}
          value={chosen}
          onChange={(_, { value }) => onChoose(index, value)}
        >
          {COLUMNS.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
          <option value={IGNORED}>Ignore</option>
        </Select>
      ),
    },
  ];
  return <DataTable label={label} columns={shown} rows={rows} rowKey={({ index }) => index} />;
}
