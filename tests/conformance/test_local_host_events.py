"""tests/system/test_local_host_events.py on the worker that runs in Azure."""

from tests.system.test_local_host_events import *  # noqa: F403
