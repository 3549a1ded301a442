"""The group hierarchy, a directed acyclic graph: a group may have several parents, and no group is its own ancestor."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Link:
    """An edge of the hierarchy; the parent's effective members include the child's."""

    parent_id: str
    child_id: str
    job_id: str = ""


@dataclass(slots=True)
class Hierarchy:
    """All links in memory: parents by child, and children by parent."""

    parents: dict[str, set[str]] = field(default_factory=dict)
    children: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, links: Iterable[Link]) -> "Hierarchy":
        """The hierarchy of these links."""
        hierarchy = cls()
        for link in links:
            hierarchy.add(link.parent_id, link.child_id)
        return hierarchy

    def add(self, parent_id: str, child_id: str) -> None:
        """Add a link. The caller has checked that it closes no cycle."""
        self.parents.setdefault(child_id, set()).add(parent_id)
        self.children.setdefault(parent_id, set()).add(child_id)

    def linked(self, parent_id: str, child_id: str) -> bool:
        """Whether the parent has a direct link to the child."""
        return child_id in self.children.get(parent_id, ())

    def descendants(self, group_id: str) -> set[str]:
        """Every group below this one, without itself."""
        return _reachable(self.children, group_id)

    def ancestors(self, group_id: str) -> set[str]:
        """Every group above this one, without itself."""
        return _reachable(self.parents, group_id)

    def cycle(self, parent_id: str, child_id: str) -> list[str] | None:
        """The cycle that linking `child_id` below `parent_id` would close, from the child down to the parent and back
        to the child; None when there is none. Searches upwards, since groups have few ancestors and may have many
        descendants."""
        if parent_id == child_id:
            return [child_id, child_id]
        came_from: dict[str, str] = {}
        queue = deque([parent_id])
        while queue:
            group_id = queue.popleft()
            for above in self.parents.get(group_id, ()):
                if above == child_id:
                    return [child_id, *_path(came_from, group_id, parent_id), child_id]
                if above not in came_from and above != parent_id:
                    came_from[above] = group_id
                    queue.append(above)
        return None


HIDDEN = "…"
"""Stands for the groups on a cycle that the reader may not see."""


def shortened(names: Iterable[str]) -> list[str]:
    """The names of a cycle, with one HIDDEN for several in a row, which would tell how many groups there are."""
    shown: list[str] = []
    for name in names:
        if name != HIDDEN or shown[-1:] != [HIDDEN]:
            shown.append(name)
    return shown


def not_linkable(hierarchy: Hierarchy, group_id: str) -> set[str]:
    """The groups that cannot become subgroups of this one: itself, its direct subgroups, and its ancestors."""
    return {group_id, *hierarchy.children.get(group_id, ()), *hierarchy.ancestors(group_id)}


def _path(came_from: Mapping[str, str], start: str, goal: str) -> list[str]:
    path = [start]
    while path[-1] != goal:
        path.append(came_from[path[-1]])
    return path


def _reachable(edges: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    queue = deque([start])
    while queue:
        for following in edges.get(queue.popleft(), ()):
            if following not in seen:
                seen.add(following)
                queue.append(following)
    return seen
