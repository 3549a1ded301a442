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
import { ArrowUpload20Regular } from "@fluentui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { NARROW } from "~/components/sizes";
import type { UploadMode } from "~/api/models";
import { EncodingPicker } from "~/components/EncodingPicker";
import { fieldErrors } from "~/components/fieldErrors";
import { ProblemMessage } from "~/components/ProblemMessage";
import { RegionPicker } from "~/components/RegionPicker";
import { FileChoice } from "./FileChoice";
import { sendUpload } from "./sendFiles";

const useStyles = makeStyles({
  card: {
    padding: tokens.spacingHorizontalXXL,
    gap: tokens.spacingVerticalL,
    [NARROW]: { padding: tokens.spacingHorizontalL },
  },
  files: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(280px, 100%), 1fr))",
    gap: tokens.spacingHorizontalL,
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
  const [userMapping, setUserMapping] = useState<File | null>(null);
  const [parentMapping, setParentMapping] = useState<File | null>(null);
  const [mode, setMode] = useState<UploadMode>("merge");
  const [region, setRegion] = useState("");
  const [encoding, setEncoding] = useState("");
  const [review, setReview] = useState(true);
  const [sent, setSent] = useState(0);

  const upload = useMutation({
    mutationFn: (file: File) =>
      sendUpload({ mode, region, encoding, review }, { userMapping: file, parentMapping }, setSent),
    onSuccess: ({ id }) => void navigate(`/uploads/${id}`),
  });

  const errors = fieldErrors(upload.error, ["mode", "region", "encoding", "review"]);

  return (
    <Card className={styles.card} role="region" aria-labelledby="new-upload">
      <Subtitle1 as="h2" id="new-upload" style={{ margin: 0 }}>
        New upload
      </Subtitle1>
      <div className={styles.files}>
        <FileChoice
          kind="user-group-mapping"
          label="User group mapping"
          hint="Group Name, Phone Number, User Type and, if you like, Region"
          isRequired
          file={userMapping}
          onChoose={setUserMapping}
        />
        <FileChoice
          kind="parent-group-mapping"
          label="Parent group mapping (optional)"
          hint="Parent Group Name and Child Group Name"
          file={parentMapping}
          onChoose={setParentMapping}
        />
      </div>
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
        disabled={!userMapping || upload.isPending}
        onClick={() => userMapping && upload.mutate(userMapping)}
      >
        {review ? "Check files" : "Upload"}
      </Button>
    </Card>
  );
}
