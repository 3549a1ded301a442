"""tests/system/test_local_host_http.py on the worker that runs in Azure."""

from tests.system.test_local_host_http import *  # noqa: F403
