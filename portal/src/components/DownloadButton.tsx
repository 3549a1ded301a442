import { Button, makeStyles, type ButtonProps } from "@fluentui/react-components";
import { ArrowDownload20Regular } from "@fluentui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { download } from "~/api/client";
import { saveFile } from "~/lib/save";
import { ProblemMessage } from "./ProblemMessage";

const useStyles = makeStyles({ button: { textAlign: "start", justifyContent: "flex-start" } });

interface DownloadButtonProps {
  /** Below the API's base URL. */
  path: string;
  fileName: string;
  children: string;
  appearance?: ButtonProps["appearance"];
  label?: string;
}

/** Fetches a file with the caller's token and saves it. */
export function DownloadButton({ path, fileName, children, appearance = "secondary", label }: DownloadButtonProps) {
  const mutation = useMutation({
    mutationFn: () => download(path),
    onSuccess: (content) => saveFile(content, fileName),
  });
  return (
    <>
      <Button
        className={useStyles().button}
        appearance={appearance}
        icon={<ArrowDownload20Regular />}
        disabled={mutation.isPending}
        aria-label={label}
        onClick={() => mutation.mutate()}
      >
        {mutation.isPending ? "Fetching …" : children}
      </Button>
      {mutation.isError && <ProblemMessage error={mutation.error} />}
    </>
  );
}
