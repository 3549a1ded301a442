"""tests/system/test_uploads_odd.py on the worker that runs in Azure."""

from tests.system.test_uploads_odd import *  # noqa: F403
