"""The triggers: one blueprint a resource. Each parses, calls one service function and shapes the answer."""

from functions import (
    audit,
    docs,
    exports,
    groups,
    health,
    identities,
    imports,
    me,
    members,
    subgroups,
    timers,
    upload_control,
    uploads,
)

blueprints = [
    audit.bp,
    docs.bp,
    exports.bp,
    groups.bp,
    health.bp,
    identities.bp,
    imports.bp,
    me.bp,
    members.bp,
    subgroups.bp,
    timers.bp,
    upload_control.bp,
    uploads.bp,
]
