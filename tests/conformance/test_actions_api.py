"""tests/system/test_actions_api.py on the worker that runs in Azure."""

from tests.system.test_actions_api import *  # noqa: F403
