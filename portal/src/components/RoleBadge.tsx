import { Badge } from "@fluentui/react-components";
import type { Role } from "~/api/models";

export function RoleBadge({ role }: { role: Role }) {
  return (
    <Badge appearance="tint" color={role === "Admin" ? "brand" : "informative"}>
      {role}
    </Badge>
  );
}
