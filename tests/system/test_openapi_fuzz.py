"""Schemathesis makes requests of the OpenAPI document, fitting and not, and sends them to the running app: none may end
in a 5xx, nor with a status, a content type or a body that the document does not show; and none succeeds that the document
calls wrong."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Response, SerializationContext
from schemathesis.checks import CheckContext, not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from functions import blueprints
from functions.http.answers import XLSX
from functions.http.openapi import PREFIX, openapi_document
from tests.azurite import TestAzurite
from tests.sheets import book
from tests.system.app_host import Api, running_app, somebody


def looks_as_documented(ctx: CheckContext, response: Response, case: schemathesis.Case[Any]) -> bool | None:
    """Status, content type and body; not of the host's own answers, which never reach the app: 404 for a path that no
    route takes, 400 for bytes in a header that are not UTF-8 (local/kestrel.py)."""
    if response.status_code in (400, 404) and "x-request-id" not in response.headers:
        return None
    status_code_conformance(ctx, response, case)
    content_type_conformance(ctx, response, case)
    return response_schema_conformance(ctx, response, case)


@schemathesis.serializer(XLSX)
def workbook_of(ctx: SerializationContext, value: object) -> bytes:
    """Whatever was made, as the only cell below the title of a workbook."""
    text = "".join(character for character in str(value) if character.isprintable())
    return book(Sheet=[["Phone Number"], [text[:1000] or "+919812345678"]])


DOCUMENT = openapi_document(blueprints, f"http://localhost{PREFIX}")
schema = schemathesis.openapi.from_dict(DOCUMENT)


@pytest.fixture(scope="module")
def api(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The running app, called by an organization admin who has a number too."""
    with running_app(azurite.connection_string, tmp_path_factory.mktemp("fuzz")) as host:
        yield somebody(host, 1, "Groups.Admin")


@schema.parametrize()
@settings(max_examples=15, derandomize=True, suppress_health_check=list(HealthCheck))
def test_no_request_surprises_the_app(case: schemathesis.Case[Any], api: Api) -> None:
    case.call_and_validate(
        base_url=f"{api.host.origin}{PREFIX}",
        headers={"Authorization": f"Bearer {api.token}"},
        checks=[not_a_server_error, looks_as_documented, negative_data_rejection],
    )


def test_the_app_serves_this_document(api: Api) -> None:
    served = api.get("/openapi.json")
    assert served["paths"] == DOCUMENT["paths"]
    assert served["servers"] == [{"url": f"{api.host.origin}{PREFIX}"}]
