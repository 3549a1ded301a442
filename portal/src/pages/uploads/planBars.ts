// The arithmetic of the plan's chart.

import type { GroupPlan } from "~/api/models";
import { CHANGES, type Change } from "~/components/changeColors";

export function changeCounts(group: GroupPlan): Record<Change, number> {
  return {
    added: group.added,
    changed: group.roleChanged,
    removed: group.removed,
    unchanged: group.unchanged,
  };
}

function totalOf(group: GroupPlan): number {
  return Object.values(changeCounts(group)).reduce((sum, value) => sum + value, 0);
}

export function largestTotal(groups: readonly GroupPlan[]): number {
  return groups.reduce((largest, group) => Math.max(largest, totalOf(group)), 0);
}

export interface Segment {
  change: Change;
  value: number;
  /** CSS width as a share of the longest bar. */
  width: string;
}

/** The coloured parts of one group's bar, without empty ones. */
export function barSegments(group: GroupPlan, largest: number): Segment[] {
  const counts = changeCounts(group);
  return CHANGES.filter((change) => counts[change] > 0).map((change) => ({
    change,
    value: counts[change],
    width: `${largest ? Math.round((counts[change] / largest) * 10000) / 100 : 0}%`,
  }));
}
