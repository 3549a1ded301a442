import { Button, Combobox, Field, makeStyles, Option, tokens } from "@fluentui/react-components";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "~/api/client";
import { candidatesQuery } from "~/api/groups";
import type { Group } from "~/api/models";
import { ProblemMessage } from "~/components/ProblemMessage";
import { useNotify } from "~/components/toast";
import { counted } from "~/lib/format";
import { useDebounced } from "~/lib/useDebounced";

const useStyles = makeStyles({
  row: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM },
  field: { flex: "1 1 220px", maxWidth: "420px" },
  combobox: { minWidth: 0 },
});

/** Search and choose among the groups that may be linked; the service leaves out what would make a cycle. */
export function AddSubgroup({ group }: { group: Group }) {
  const styles = useStyles();
  const notify = useNotify();
  const [text, setText] = useState("");
  const [chosen, choose] = useState<Group | null>(null);
  const query = useQuery(candidatesQuery(group.id, useDebounced(chosen ? "" : text.trim())));
  const candidates = query.data?.value ?? [];
  const link = useMutation({
    mutationFn: (child: Group) =>
      answer(
        api.PUT("/groups/{group_id}/subgroups/{child_id}", { params: { path: { group_id: group.id, child_id: child.id } } }),
      ),
    onSuccess: (_, child) => {
      notify(`${child.name} is now a sub-group.`);
      choose(null);
      setText("");
    },
  });

  return (
    <div>
      <div className={styles.row}>
        <Field label="Link a sub-group" className={styles.field}>
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
                  <bdi>{candidate.name}</bdi> · {counted(candidate.memberCount, "member")}
                </span>
              </Option>
            ))}
            {candidates.length === 0 && (
              <Option disabled text="">
                {query.isPending ? "Loading …" : "No group that may be linked begins like this"}
              </Option>
            )}
          </Combobox>
        </Field>
        <Button appearance="primary" disabled={!chosen || link.isPending} onClick={() => chosen && link.mutate(chosen)}>
          {link.isPending ? "Linking …" : "Link"}
        </Button>
      </div>
      {query.isError && <ProblemMessage error={query.error} onRetry={() => void query.refetch()} />}
      {link.isError && <ProblemMessage error={link.error} title="The sub-group was not linked." />}
    </div>
  );
}
