"""tests/system/test_corrections_http.py on the worker that runs in Azure."""

from tests.system.test_corrections_http import *  # noqa: F403
