import type { Group } from "~/api/models";

/** What every tab of a group is given. */
export interface SectionProps {
  group: Group;
  /** The version that is shown, for If-Match. */
  etag: string | null;
}
