import { Badge, makeStyles, Text, tokens, Tree, TreeItem, TreeItemLayout } from "@fluentui/react-components";
import { PeopleTeam20Regular } from "@fluentui/react-icons";
import { useMemo } from "react";
import type { Group } from "~/api/models";
import { Name } from "~/components/Name";
import { counted } from "~/lib/format";
import { buildTree, type HierarchyGroup, type TreeNode } from "~/lib/hierarchy";

// Deeper ones open by a key or a click: a tree of thousands is no picture any more.
const OPEN_DEPTH = 3;

const useStyles = makeStyles({
  box: {
    padding: tokens.spacingHorizontalM,
    backgroundColor: tokens.colorNeutralBackground1,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusLarge,
    overflowX: "auto",
  },
  // The lines from a group to those below it.
  subtree: {
    position: "relative",
    "::before": {
      content: '""',
      position: "absolute",
      insetBlock: 0,
      insetInlineStart: "calc(var(--fluent-TreeItem--level, 1) * 24px - 12px)",
      width: "1px",
      backgroundColor: tokens.colorNeutralStroke1,
    },
  },
  soft: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

interface HierarchyTreeProps {
  group: Group;
  groups: readonly HierarchyGroup[];
}

export function HierarchyTree({ group, groups }: HierarchyTreeProps) {
  const styles = useStyles();
  const nodes = useMemo(() => buildTree(group.id, groups), [group.id, groups]);
  const open = useMemo(() => ["root", ...keysTo(nodes, OPEN_DEPTH)], [nodes]);
  return (
    <div className={styles.box}>
      <Tree aria-label={`Hierarchy below ${group.name}`} defaultOpenItems={open} key={open.length}>
        <TreeItem itemType={nodes.length ? "branch" : "leaf"} value="root">
          <TreeItemLayout iconBefore={<PeopleTeam20Regular />}>
            <Text weight="semibold">
              <Name>{group.name}</Name>
            </Text>{" "}
            <span className={styles.soft}>{counted(group.memberCount, "member")}</span>
          </TreeItemLayout>
          {nodes.length > 0 && (
            <Tree className={styles.subtree}>
              {nodes.map((node) => (
                <Node key={node.key} node={node} />
              ))}
            </Tree>
          )}
        </TreeItem>
      </Tree>
    </div>
  );
}

function Node({ node: { key, group, children, otherParents } }: { node: TreeNode }) {
  const styles = useStyles();
  return (
    <TreeItem itemType={children.length ? "branch" : "leaf"} value={key}>
      <TreeItemLayout>
        <Name>{group.name}</Name> <span className={styles.soft}>{counted(group.memberCount, "member")}</span>
        {otherParents > 0 && (
          <>
            {" "}
            <Badge appearance="outline" size="small">
              also below {counted(otherParents, "other group")}
            </Badge>
          </>
        )}
      </TreeItemLayout>
      {children.length > 0 && (
        <Tree className={styles.subtree}>
          {children.map((child) => (
            <Node key={child.key} node={child} />
          ))}
        </Tree>
      )}
    </TreeItem>
  );
}

function keysTo(nodes: readonly TreeNode[], depth: number): string[] {
  return depth === 0 ? [] : nodes.flatMap((node) => [node.key, ...keysTo(node.children, depth - 1)]);
}
