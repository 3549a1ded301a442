import { Badge, type BadgeProps } from "@fluentui/react-components";
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

export function StateBadge({ state }: { state: UploadState }) {
  return (
    <Badge appearance="tint" color={COLORS[state]} shape="rounded" data-state={state}>
      {STATE_LABELS[state]}
    </Badge>
  );
}
