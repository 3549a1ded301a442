"""tests/system/test_hostile_input.py on the worker that runs in Azure."""

from tests.system.test_hostile_input import *  # noqa: F403
