"""tests/system/test_access_matrix.py on the worker that runs in Azure."""

from tests.system.test_access_matrix import *  # noqa: F403
