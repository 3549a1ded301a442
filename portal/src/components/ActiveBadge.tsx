import { Badge } from "@fluentui/react-components";

/** What is not active gets no new links; those that it has go on. */
export function ActiveBadge({ isActive }: { isActive: boolean }) {
  return (
    <Badge appearance="tint" color={isActive ? "success" : "informative"}>
      {isActive ? "Active" : "Not active"}
    </Badge>
  );
}
