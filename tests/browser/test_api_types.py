"""The portal's client is typed from a committed copy of the OpenAPI document; this says when that is out of date.

Words count as well: people read them in the copy and in schema.d.ts."""

import json

import functions
from functions.http.openapi import PREFIX, openapi_document
from tests.azurite import ROOT


def test_the_portals_copy_of_the_document_is_the_apps() -> None:
    copy = json.loads((ROOT / "portal" / "openapi.json").read_text(encoding="utf-8"))
    made = json.loads(json.dumps(openapi_document(functions.blueprints, PREFIX)))
    assert copy == made, "The API has changed; run: npm --prefix portal run api"
