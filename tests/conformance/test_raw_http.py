"""tests/system/test_raw_http.py on the worker that runs in Azure."""

from tests.system.test_raw_http import *  # noqa: F403
