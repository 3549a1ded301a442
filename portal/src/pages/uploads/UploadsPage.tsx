import { makeStyles, tokens } from "@fluentui/react-components";
import { PageHeader } from "~/components/PageHeader";
import { UploadForm } from "./begin/UploadForm";
import { UploadHistory } from "./UploadHistory";

const useStyles = makeStyles({
  page: { display: "grid", gap: tokens.spacingVerticalXXXL },
});

export default function UploadsPage() {
  const styles = useStyles();
  return (
    <>
      <PageHeader
        title="Bulk Upload Users"
        details="Load groups, their members and their hierarchy from workbooks or CSV files. With review, nothing changes until you apply the upload."
      />
      <div className={styles.page}>
        <UploadForm />
        <UploadHistory />
      </div>
    </>
  );
}
