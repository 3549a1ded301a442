"""The triggers: one blueprint a resource. Each parses, calls one service function and shapes the answer."""

from functions import (
    actions,
    audit,
    blob_triggers,
    connectors,
    docs,
    exports,
    group_actions,
    group_connectors,
    groups,
    health,
    identities,
    me,
    members,
    subgroups,
    timers,
    uploads,
)

blueprints = [
    actions.bp,
    audit.bp,
    blob_triggers.bp,
    connectors.bp,
    docs.bp,
    exports.bp,
    group_actions.bp,
    group_connectors.bp,
    groups.bp,
    health.bp,
    identities.bp,
    me.bp,
    members.bp,
    subgroups.bp,
    timers.bp,
    uploads.bp,
]
