"""tests/system/test_groups_http.py on the worker that runs in Azure."""

from tests.system.test_groups_http import *  # noqa: F403
