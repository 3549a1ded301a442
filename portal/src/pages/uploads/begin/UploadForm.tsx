import {
  Button,
  Card,
  Field,
  makeStyles,
  ProgressBar,
  Radio,
  RadioGroup,
  Subtitle1,
  Switch,
  tokens,
} from "@fluentui/react-components";
import { ArrowUpload20Regular, ClipboardPaste20Regular } from "@fluentui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useNavigate } from "react-router";
import type { UploadMode } from "~/api/models";
import { DialogButton } from "~/components/DialogButton";
import { EncodingPicker } from "~/components/EncodingPicker";
import { FilePicker } from "~/components/FilePicker";
import { fieldErrors } from "~/components/fieldErrors";
import { ProblemMessage } from "~/components/ProblemMessage";
import { RegionPicker } from "~/components/RegionPicker";
import { NARROW } from "~/components/sizes";
import { sendUpload } from "./sendFiles";
import { Templates } from "./Templates";

const PasteDialog = lazy(() => import("./PasteDialog"));

const useStyles = makeStyles({
  card: {
    padding: tokens.spacingHorizontalXXL,
    gap: tokens.spacingVerticalL,
    [NARROW]: { padding: tokens.spacingHorizontalL },
  },
  options: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(280px, 100%), 1fr))",
    gap: tokens.spacingHorizontalL,
    alignItems: "start",
  },
  submit: { alignSelf: "start" },
});

export function UploadForm() {
  const styles = useStyles();
  const navigate = useNavigate();
  const [files, setFiles] = useState<File[]>([]);
  const [isPasting, setPasting] = useState(false);
  const [mode, setMode] = useState<UploadMode>("merge");
  const [region, setRegion] = useState("");
  const [encoding, setEncoding] = useState("");
  const [review, setReview] = useState(true);
  const [sent, setSent] = useState(0);

  const upload = useMutation({
    mutationFn: () => sendUpload({ mode, region, encoding, review }, files, setSent),
    onSuccess: ({ id }) => void navigate(`/uploads/${id}`),
  });

  const errors = fieldErrors(upload.error, ["mode", "region", "encoding", "review"]);

  return (
    <Card className={styles.card} role="region" aria-labelledby="new-upload">
      <Subtitle1 as="h2" id="new-upload" style={{ margin: 0 }}>
        New upload
      </Subtitle1>
      <FilePicker
        label="Files"
        hint="A workbook (.xlsx) or CSV with the users of groups. The hierarchy of groups may be a second sheet or a second file."
        isRequired
        files={files}
        most={2}
        onChange={setFiles}
      >
        {files.length < 2 && (
          <DialogButton icon={<ClipboardPaste20Regular />} onClick={() => setPasting(true)}>
            Paste rows
          </DialogButton>
        )}
      </FilePicker>
      <Templates />
      <div className={styles.options}>
        <Field label="What happens to members who are not in the file?" {...errors.at("mode")}>
          <RadioGroup value={mode} onChange={(_, data) => setMode(data.value as UploadMode)}>
            <Radio value="merge" label="They stay (merge)" />
            <Radio value="replace" label="They are removed from the listed groups (replace)" />
          </RadioGroup>
        </Field>
        <RegionPicker value={region} onChange={setRegion} {...errors.at("region")} />
        <EncodingPicker value={encoding} onChange={setEncoding} {...errors.at("encoding")} />
        <Field label="Review" hint="Without review, valid rows are applied at once." {...errors.at("review")}>
          <Switch
            checked={review}
            onChange={(_, data) => setReview(data.checked)}
            label="Show me what would change first"
          />
        </Field>
      </div>
      {upload.isPending && (
        <Field validationMessage="Sending the files" validationState="none">
          <ProgressBar value={sent} aria-label="Sending the files" />
        </Field>
      )}
      {upload.isError && <ProblemMessage error={errors.rest} title="The upload did not begin." />}
      <Button
        className={styles.submit}
        appearance="primary"
        size="large"
        icon={<ArrowUpload20Regular />}
        disabled={files.length === 0 || upload.isPending}
        onClick={() => upload.mutate()}
      >
        {review ? "Check files" : "Upload"}
      </Button>
      <Suspense>
        {isPasting && (
          <PasteDialog
            onDone={(file) => {
              setFiles([...files, file]);
              setPasting(false);
            }}
            onClose={() => setPasting(false)}
          />
        )}
      </Suspense>
    </Card>
  );
}
