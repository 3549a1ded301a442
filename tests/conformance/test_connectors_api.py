"""tests/system/test_connectors_api.py on the worker that runs in Azure."""

from tests.system.test_connectors_api import *  # noqa: F403
