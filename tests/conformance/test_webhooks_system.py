"""tests/system/test_webhooks_system.py on the worker that runs in Azure."""

from tests.system.test_webhooks_system import *  # noqa: F403
