import { expect, it } from "vitest";
import { buildTree, type HierarchyGroup, type TreeNode } from "~/lib/hierarchy";

const group = (id: string, ...parentIds: string[]): HierarchyGroup => ({ id, name: id, memberCount: 1, parentIds });
const drawn = (nodes: TreeNode[]): unknown[] => nodes.map(({ group: { id }, children }) => [id, drawn(children)]);

it("draws a group below each of its parents", () => {
  const tree = buildTree("root", [group("a", "root"), group("b", "root"), group("c", "a", "b")]);
  expect(drawn(tree)).toEqual([
    ["a", [["c", []]]],
    ["b", [["c", []]]],
  ]);
  expect(tree[0]?.children[0]?.otherParents).toBe(1);
  expect(tree[0]?.children[0]?.key).not.toBe(tree[1]?.children[0]?.key);
});

it("ends where a group would be below itself", () => {
  expect(drawn(buildTree("root", [group("a", "root", "b"), group("b", "a")]))).toEqual([["a", [["b", []]]]]);
});

it("leaves out what hangs nowhere", () => {
  expect(buildTree("root", [group("lost", "elsewhere")])).toEqual([]);
});
