// The hierarchy as a tree to draw. It is a directed acyclic graph: a group with several parents is drawn below each.

export interface HierarchyGroup {
  id: string;
  name: string;
  memberCount: number;
  parentIds: string[];
}

export interface TreeNode {
  /** Of the place in the tree; one group may have several. */
  key: string;
  group: HierarchyGroup;
  children: TreeNode[];
  /** How many other parents the group has in this tree. */
  otherParents: number;
}

/** The children of `rootId`, and theirs. Nothing is drawn below a group that is its own ancestor, should one be. */
export function buildTree(rootId: string, groups: readonly HierarchyGroup[]): TreeNode[] {
  const childrenOf = new Map<string, HierarchyGroup[]>();
  for (const group of groups) {
    for (const parent of group.parentIds) {
      childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), group]);
    }
  }
  const below = (parentId: string, path: readonly string[]): TreeNode[] =>
    (childrenOf.get(parentId) ?? [])
      .filter((group) => !path.includes(group.id))
      .map((group) => ({
        key: [...path, group.id].join("/"),
        group,
        children: below(group.id, [...path, group.id]),
        otherParents: group.parentIds.length - 1,
      }));
  return below(rootId, [rootId]);
}
