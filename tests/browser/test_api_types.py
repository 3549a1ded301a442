"""The portal's client is typed from a committed copy of the OpenAPI document; this says when that is out of date."""

import json
from typing import Any

import functions
from functions.http.openapi import PREFIX, openapi_document
from tests.azurite import ROOT

WORDS = ("description", "summary", "title", "examples")


def test_the_portals_copy_of_the_document_is_the_apps() -> None:
    copy = json.loads((ROOT / "portal" / "openapi.json").read_text(encoding="utf-8"))
    made = json.loads(json.dumps(openapi_document(functions.blueprints, PREFIX)))
    assert _shape(copy) == _shape(made), "The API has changed; run: npm --prefix portal run api"


def _shape(value: Any, of_properties: bool = False) -> Any:
    """Without the words, which change no type; a property may be named like one of them."""
    if isinstance(value, list):
        return [_shape(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept = value if of_properties else {key: item for key, item in value.items() if key not in WORDS}
    return {key: _shape(item, key in ("properties", "schemas", "paths")) for key, item in kept.items()}
