"""tests/system/test_upload_urls_http.py on the worker that runs in Azure."""

from tests.system.test_upload_urls_http import *  # noqa: F403
