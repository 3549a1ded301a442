// One correction for every row of a cause: what it will do, with examples, before it is sent.

import { Field, Radio, RadioGroup, Text } from "@fluentui/react-components";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { rejectedRowsQuery, sendCorrections } from "~/api/corrections";
import type { Cause, FileKind, RejectedRow, Upload } from "~/api/models";
import { readingOf } from "~/api/uploads";
import { FormDialog } from "~/components/FormDialog";
import { Loading } from "~/components/Loading";
import { RegionPicker } from "~/components/RegionPicker";
import { useNotify } from "~/components/toast";
import { counted } from "~/lib/format";
import { regionName } from "~/lib/regions";
import { causeSentence, REPAIR_LABELS, ruleOf, type Repair } from "./causeWords";

const EXAMPLES = 3;
// So many rows are looked through for three that have a suggestion.
const LOOKED_AT = 50;

interface RepairDialogProps {
  upload: Upload;
  cause: Cause;
  repair: Repair;
  onClose: () => void;
}

export function RepairDialog({ upload, cause, repair, onClose }: RepairDialogProps) {
  const notify = useNotify();
  const [region, setRegion] = useState("");
  const [userType, setUserType] = useState("Member");
  const value = repair === "region" ? region : userType;
  const send = useMutation({
    mutationFn: () => sendCorrections(upload.id, { rules: [ruleOf(repair, cause.code, value)] }, upload.plan?.id),
    onSuccess: () => {
      onClose();
      notify("The correction is sent. The rows are being checked again.");
    },
  });
  return (
    <FormDialog
      title={REPAIR_LABELS[repair]}
      submit={repair === "skip" ? "Skip them" : "Correct them"}
      isReady={repair !== "region" || region !== ""}
      isPending={send.isPending}
      error={send.error}
      onSubmit={() => send.mutate()}
      onClose={onClose}
    >
      <Text>{causeSentence(cause.code)}</Text>
      {repair === "region" && <RegionPicker value={region} onChange={setRegion} defaultRegion={upload.region} />}
      {repair === "userType" && (
        <Field label="User type">
          <RadioGroup layout="horizontal" value={userType} onChange={(_, data) => setUserType(data.value)}>
            <Radio value="Member" label="Member" />
            <Radio value="Admin" label="Admin" />
            <Radio value="" label="Blank, which leaves roles as they are" />
          </RadioGroup>
        </Field>
      )}
      <Text weight="semibold">{effect(repair, cause, value)}</Text>
      <Examples upload={upload} cause={cause} repair={repair} />
    </FormDialog>
  );
}

/** What it will do, in numbers. */
function effect(repair: Repair, { rejected, suggestions }: Cause, value: string): string {
  const entries = counted(rejected, "entry", "entries");
  switch (repair) {
    case "suggestion":
      return `In ${counted(suggestions, "entry", "entries")} what is suggested takes the place of what the file has.`;
    case "region":
      return value
        ? `${entries} will be read as numbers of ${regionName(value)}, and those that are valid then are taken.`
        : `Choose the region that ${entries} will be read in.`;
    case "userType":
      return `${entries} will be read with ${value ? `the user type ${value}` : "a blank user type"}.`;
    case "skip":
      return `${entries} will be left out. Nothing is changed for them, and they count as skipped, not as rejected.`;
  }
}

function Examples({ upload, cause, repair }: Omit<RepairDialogProps, "onClose">) {
  const { data, isPending } = useQuery(
    rejectedRowsQuery(upload.id, readingOf(upload), {
      kind: cause.kind as FileKind,
      code: cause.code,
      limit: repair === "suggestion" ? LOOKED_AT : EXAMPLES,
    }),
  );
  // They only illustrate, so where they do not come the numbers above have to do.
  if (isPending) return <Loading label="Loading examples" />;
  const examples = (data?.value ?? []).flatMap((row) => exampleOf(row, cause.code, repair)).slice(0, EXAMPLES);
  if (examples.length === 0) return null;
  return (
    <ul aria-label="Examples">
      {examples.map(({ place, before, after }) => (
        <li key={place}>
          <bdi>{place}</bdi>: <bdi>{before}</bdi>
          {after !== undefined && (
            <>
              {" "}
              becomes <bdi>{after}</bdi>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

interface Example {
  /** The line, in a workbook the sheet and its row. */
  place: string;
  before: string;
  after?: string;
}

function exampleOf(row: RejectedRow, code: string, repair: Repair): Example[] {
  const problem = row.problems.find((one) => one.code === code && (repair !== "suggestion" || one.suggestion));
  if (!problem) return [];
  const { value, column, suggestion } = problem;
  const before = value || row.cells[column] || Object.values(row.cells).filter(Boolean).join(", ");
  const place = row.sheet ? `Sheet ${row.sheet}, row ${row.line}` : `Line ${row.line}`;
  return [{ place, before, ...(repair === "suggestion" && { after: suggestion?.value }) }];
}
