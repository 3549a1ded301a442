"""tests/system/test_uploads_odd_steps.py on the worker that runs in Azure."""

from tests.system.test_uploads_odd_steps import *  # noqa: F403
