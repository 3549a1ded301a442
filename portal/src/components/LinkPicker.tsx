import { Button, Combobox, Field, makeStyles, Option, tokens } from "@fluentui/react-components";
import { useMutation, useQuery, type QueryKey, type UseQueryOptions } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import type { Page } from "~/api/paging";
import { useDebounced } from "~/lib/useDebounced";
import { ProblemMessage } from "./ProblemMessage";
import { useNotify } from "./toast";

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
  field: { flex: "1 1 220px", maxWidth: "420px" },
  combobox: { minWidth: 0 },
});

interface Candidate {
  id: string;
  name: string;
}

interface LinkPickerProps<Row extends Candidate, Key extends QueryKey> {
  label: string;
  /** The candidates whose name begins with the text. */
  candidatesQuery: (text: string) => UseQueryOptions<Page<Row>, Error, Page<Row>, Key>;
  detail: (candidate: Row) => string;
  button: string;
  /** What the person is told once the service has confirmed it. */
  done: (candidate: Row) => string;
  link: (candidate: Row) => Promise<unknown>;
  isReady?: boolean;
  /** What else has to be chosen. */
  children?: ReactNode;
}

/** Search and choose among what may be linked, by the service's own list of candidates. */
export function LinkPicker<Row extends Candidate, Key extends QueryKey>(props: LinkPickerProps<Row, Key>) {
  const styles = useStyles();
  const notify = useNotify();
  const [text, setText] = useState("");
  const [chosen, choose] = useState<Row | null>(null);
  const query = useQuery(props.candidatesQuery(useDebounced(chosen ? "" : text.trim())));
  const candidates = query.data?.value ?? [];
  const link = useMutation({
    mutationFn: props.link,
    onSuccess: (_, candidate) => {
      notify(props.done(candidate));
      choose(null);
      setText("");
    },
  });

  return (
    <div>
      <div className={styles.row}>
        <Field label={props.label} className={styles.field}>
          <Combobox
            className={styles.combobox}
            placeholder="Find by the beginning of the name"
            value={text}
            selectedOptions={chosen ? [chosen.id] : []}
            onChange={(event) => {
              setText(event.target.value);
              choose(null);
            }}
            onOptionSelect={(_, { optionValue, optionText }) => {
              choose(candidates.find(({ id }) => id === optionValue) ?? null);
              setText(optionText ?? "");
            }}
          >
            {candidates.map((candidate) => (
              <Option key={candidate.id} value={candidate.id} text={candidate.name}>
                <span>
                  <bdi>{candidate.name}</bdi> · {props.detail(candidate)}
                </span>
              </Option>
            ))}
            {candidates.length === 0 && (
              <Option disabled text="">
                {query.isPending ? "Loading …" : "No match. Try fewer letters."}
              </Option>
            )}
          </Combobox>
        </Field>
        {props.children}
        <Button
          appearance="primary"
          disabled={!chosen || props.isReady === false || link.isPending}
          onClick={() => chosen && link.mutate(chosen)}
        >
          {link.isPending ? "Working …" : props.button}
        </Button>
      </div>
      {query.isError && <ProblemMessage error={query.error} onRetry={() => void query.refetch()} />}
      {link.isError && <ProblemMessage error={link.error} title="Nothing was added." />}
    </div>
  );
}
