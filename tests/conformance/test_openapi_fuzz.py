"""tests/system/test_openapi_fuzz.py on the worker that runs in Azure."""

from tests.system.test_openapi_fuzz import *  # noqa: F403
