import { makeStyles } from "@fluentui/react-components";
import { Delete20Regular } from "@fluentui/react-icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { columnChoicesQuery, forgetColumnChoice } from "~/api/columns";
import type { ColumnChoice } from "~/api/models";
import { ConfirmDialog } from "~/components/ConfirmDialog";
import { DataTable, type Column } from "~/components/DataTable";
import { DialogButton } from "~/components/DialogButton";
import { EmptyState } from "~/components/EmptyState";
import { PagedList } from "~/components/PagedList";
import { PageHeader } from "~/components/PageHeader";
import { TimeBy } from "~/components/TimeBy";
import { useNotify } from "~/components/toast";

const useStyles = makeStyles({
  words: { display: "grid" },
});

export default function ColumnChoicesPage() {
  const notify = useNotify();
  const query = useInfiniteQuery(columnChoicesQuery);
  const [leaving, setLeaving] = useState<ColumnChoice | null>(null);
  return (
    <>
      <PageHeader
        title="Remembered columns"
        back={{ to: "/uploads", label: "Bulk Upload Users" }}
        details="What somebody has said that the columns of a file are. Files with the same titles are read that way."
      />
      <PagedList
        query={query}
        noun="choice"
        empty={
          <EmptyState
            title="No columns are remembered"
            hint="When the titles of a file are not known, the portal asks what its columns are, and the answer stands here."
          />
        }
      >
        {(choices) => <ChoiceTable choices={choices} onForget={setLeaving} />}
      </PagedList>
      {leaving && (
        <ConfirmDialog
          title="Forget these columns?"
          confirm="Forget"
          onConfirm={() => forgetColumnChoice(leaving.id)}
          onDone={() => notify("The columns are forgotten.")}
          onClose={() => setLeaving(null)}
        >
          The next file with the titles <bdi>{leaving.titles.join(", ")}</bdi> is asked about again. Uploads that were
          read that way stay as they are.
        </ConfirmDialog>
      )}
    </>
  );
}

interface ChoiceTableProps {
  choices: ColumnChoice[];
  onForget: (choice: ColumnChoice) => void;
}

function ChoiceTable({ choices, onForget }: ChoiceTableProps) {
  const styles = useStyles();
  const columns: Column<ColumnChoice>[] = [
    { id: "titles", title: "Titles", isName: true, render: ({ titles }) => <bdi>{titles.join(", ")}</bdi> },
    {
      id: "columns",
      title: "Read as",
      render: ({ columns: chosen }) => (
        <span className={styles.words}>
          {Object.entries(chosen).map(([title, column]) => (
            <span key={title}>
              <bdi>{title}</bdi> {column ? `is ${column}` : "is ignored"}
            </span>
          ))}
        </span>
      ),
    },
    {
      id: "by",
      title: "Chosen",
      hideOn: "narrow",
      render: ({ chosenAt, chosenBy }) => <TimeBy at={chosenAt} by={chosenBy} />,
    },
    {
      id: "forget",
      title: "Forget",
      hideTitle: true,
      width: "56px",
      render: (choice) => (
        <DialogButton
          appearance="subtle"
          icon={<Delete20Regular />}
          aria-label={`Forget ${choice.titles.join(", ")}`}
          onClick={() => onForget(choice)}
        />
      ),
    },
  ];
  return <DataTable label="Remembered columns" columns={columns} rows={choices} rowKey={({ id }) => id} />;
}
