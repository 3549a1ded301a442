import { Badge, makeStyles, type BadgeProps } from "@fluentui/react-components";
import type { UploadState } from "~/api/models";
import { STATE_LABELS } from "./uploads";

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

export function StateBadge({ state }: { state: UploadState }) {
  return (
    <Badge className={useStyles().badge} appearance="tint" color={COLORS[state]} shape="rounded" data-state={state}>
      {STATE_LABELS[state]}
    </Badge>
  );
}
