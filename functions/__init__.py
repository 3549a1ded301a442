"""The triggers: one blueprint a resource. Each parses, calls one service function and shapes the answer."""

from functions import docs, exports, health, imports, me, timers, upload_control, uploads

blueprints = [
    docs.bp,
    exports.bp,
    health.bp,
    imports.bp,
    me.bp,
    timers.bp,
    upload_control.bp,
    uploads.bp,
]
