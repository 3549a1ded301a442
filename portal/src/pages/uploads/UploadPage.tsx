import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import type { Upload } from "~/api/models";
import { isMoving, uploadQuery } from "~/api/uploads";
import { AppLink } from "~/components/AppLink";
import { Loading } from "~/components/Loading";
import { PageHeader } from "~/components/PageHeader";
import { ProblemMessage } from "~/components/ProblemMessage";
import { TimeText } from "~/components/TimeText";
import { counted } from "~/lib/format";
import { ColumnQuestion } from "./columns/ColumnQuestion";
import { CorrectionsSection } from "./corrections/CorrectionsSection";
import { PassedOver } from "./PassedOver";
import { Plan } from "./Plan";
import { Problems } from "./Problems";
import { StateBadge } from "./StateBadge";
import { Summary } from "./Summary";
import { UploadCommands } from "./UploadCommands";
import { UploadProgress } from "./UploadProgress";
import { uploadName } from "./uploads";

const useStyles = makeStyles({
  page: { display: "grid", gridTemplateColumns: "minmax(0, 1fr)", gap: tokens.spacingVerticalXXL },
});

export default function UploadPage() {
  const { uploadId = "" } = useParams();
  const query = useQuery(uploadQuery(uploadId));
  if (query.isPending) return <Loading label="Loading the upload" />;
  if (!query.data) {
    return (
      <>
        <PageHeader title="Upload" back={{ to: "/uploads", label: "Bulk Upload Users" }} />
        <ProblemMessage error={query.error} onRetry={() => void query.refetch()} />
      </>
    );
  }
  return (
    <>
      <UploadView upload={query.data} />
      {query.isError && (
        <ProblemMessage
          error={query.error}
          title="This page may be out of date."
          onRetry={() => void query.refetch()}
        />
      )}
    </>
  );
}

function UploadView({ upload }: { upload: Upload }) {
  const styles = useStyles();
  return (
    <>
      <PageHeader
        title={uploadName(upload)}
        back={{ to: "/uploads", label: "Bulk Upload Users" }}
        details={
          <>
            <StateBadge upload={upload} />{" "}
            <AppLink to={`/uploads/${upload.id}/log`} inline>
              <TimeText at={upload.createdAt} />
            </AppLink>{" "}
            by <bdi>{upload.submittedBy}</bdi>
          </>
        }
        actions={<UploadCommands upload={upload} />}
      />
      <div className={styles.page}>
        {isMoving(upload) && <UploadProgress upload={upload} />}
        {upload.error && (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>The upload failed.</MessageBarTitle> {upload.error.message} ({upload.error.code})
            </MessageBarBody>
          </MessageBar>
        )}
        {upload.error?.columns && <ColumnQuestion upload={upload} columns={upload.error.columns} />}
        {upload.filesIgnored > 0 && (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>A file came too late.</MessageBarTitle>
              {counted(upload.filesIgnored, "file")} came for this upload after it was applied or had ended, and changed
              nothing. The log says when. Begin a new upload for it.
            </MessageBarBody>
          </MessageBar>
        )}
        <Summary upload={upload} />
        <PassedOver upload={upload} />
        <CorrectionsSection upload={upload} />
        {upload.plan && <Plan upload={upload} plan={upload.plan} />}
        {upload.state !== "awaitingFiles" && upload.state !== "validating" && <Problems upload={upload} />}
      </div>
    </>
  );
}
