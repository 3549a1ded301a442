import { useState } from "react";
import type { FileKind } from "~/api/models";
import { templatePath } from "~/api/uploads";
import { DownloadButton } from "~/components/DownloadButton";
import { FilePicker } from "~/components/FilePicker";
import { fileErrorOf } from "./fileError";

interface FileChoiceProps {
  kind: FileKind;
  label: string;
  hint: string;
  isRequired?: boolean;
  file: File | null;
  onChoose: (file: File | null) => void;
}

/** One of an upload's two files, with the template to fill in. */
export function FileChoice({ kind, onChoose, ...rest }: FileChoiceProps) {
  const [error, setError] = useState<string | null>(null);
  const choose = async (chosen: File | null) => {
    const found = chosen && (await fileErrorOf(chosen));
    setError(found);
    onChoose(found ? null : chosen);
  };
  return (
    <FilePicker {...rest} kind={kind} error={error} onChoose={(chosen) => void choose(chosen)}>
      <DownloadButton
        path={templatePath(kind)}
        fileName={`${kind}.csv`}
        appearance="transparent"
        label={`Template for the ${kind.replaceAll("-", " ")}`}
      >
        Template
      </DownloadButton>
    </FilePicker>
  );
}
