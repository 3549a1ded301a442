import { Badge, makeStyles, type BadgeProps } from "@fluentui/react-components";
import type { Upload, UploadState } from "~/api/models";
import { stateLabel } from "./uploads";

const COLORS: Record<UploadState, BadgeProps["color"]> = {
  awaitingFiles: "informative",
  validating: "brand",
  awaitingReview: "warning",
  applying: "brand",
  completed: "success",
  completedWithErrors: "warning",
  failed: "danger",
  cancelled: "informative",
  undone: "informative",
};

const useStyles = makeStyles({
  // In a narrow column the words take two lines.
  badge: { height: "auto", minHeight: "20px", paddingBlock: "1px" },
});

export function StateBadge({ upload }: { upload: Pick<Upload, "state" | "undoing"> }) {
  return (
    <Badge
      className={useStyles().badge}
      appearance="tint"
      color={COLORS[upload.state]}
      shape="rounded"
      data-state={upload.state}
    >
      {stateLabel(upload)}
    </Badge>
  );
}
