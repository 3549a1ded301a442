"""The OpenAPI document: valid, with shared parts as components and names for readers; the portal's copy is current."""

import json
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from functions import blueprints
from functions.http.components import PROBLEMS, PUBLIC_NAMES
from functions.http.openapi import PREFIX, openapi_document
from functions.http.phrases import PHRASES
from functions.http.problems import STATUSES

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT: dict[str, Any] = json.loads(json.dumps(openapi_document(blueprints, PREFIX)))
COMPONENTS: dict[str, dict[str, Any]] = DOCUMENT["components"]
OPERATIONS = {operation["operationId"]: operation for path in DOCUMENT["paths"].values() for operation in path.values()}


def test_the_portals_copy_is_the_document() -> None:
    """The client of the portal is typed from it, and a build of the portal needs no Python."""
    copy = json.loads((ROOT / "portal" / "openapi.json").read_text(encoding="utf-8"))
    assert copy == DOCUMENT, "The API has changed; run: npm --prefix portal run api"


def test_phrases_are_those_of_the_standards_on_every_version_of_python() -> None:
    """http.HTTPStatus has "Request Entity Too Large" up to Python 3.12 and "Content Too Large" from 3.13 on."""
    assert {PHRASES[status] for status in (413, 416)} == {"Content Too Large", "Range Not Satisfiable"}
    successes = {int(status) for operation in OPERATIONS.values() for status in operation["responses"] if status < "400"}
    assert PROBLEMS.keys() | successes <= PHRASES.keys()
    unchanged = PHRASES.keys() - {413, 416}
    assert {status: PHRASES[status] for status in unchanged} == {each: HTTPStatus(each).phrase for each in unchanged}


def test_the_document_is_valid() -> None:
    validate(DOCUMENT)


def test_every_operation_is_described() -> None:
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    assert all(tag["description"] for tag in DOCUMENT["tags"])
    assert len(OPERATIONS) == sum(len(path) for path in DOCUMENT["paths"].values())
    for name, operation in OPERATIONS.items():
        assert operation["summary"], name
        assert operation["description"].endswith("."), name
        assert set(operation["tags"]) <= tags, name
        assert {"400", "500", "503"} <= operation["responses"].keys(), name


def test_every_problem_is_a_reference_to_the_response_of_its_status() -> None:
    assert {*STATUSES.values(), 500} == PROBLEMS.keys()
    for name, operation in OPERATIONS.items():
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert response == {"$ref": f"#/components/responses/{PROBLEMS[int(status)][0]}"}, name
    for response in COMPONENTS["responses"].values():
        schema = response["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}
    assert "Retry-After" in COMPONENTS["responses"]["TooManyRequests"]["headers"]
    assert "WWW-Authenticate" in COMPONENTS["responses"]["Unauthenticated"]["headers"]


def test_parameters_of_every_list_are_components() -> None:
    references = [parameter.get("$ref") for parameter in OPERATIONS["list_members"]["parameters"]]
    assert {"#/components/parameters/Limit", "#/components/parameters/Continuation"} <= set(references)
    assert OPERATIONS["update_group"]["parameters"][-1] == {"$ref": "#/components/parameters/IfMatch"}
    for operation in OPERATIONS.values():
        assert not {"limit", "continuation", "If-Match"} & {each.get("name") for each in operation["parameters"]}


def test_schemas_have_names_for_readers() -> None:
    names = COMPONENTS["schemas"].keys()
    assert {"Group", "Member", "Upload", "UploadState", "UploadProblem", "Problem", "GroupPage"} <= names
    for name in names:
        assert name.isalpha(), f"{name}: two models have one public name"
        assert not name.endswith(("Out", "Body", "Query")), name
    assert set(PUBLIC_NAMES.values()) <= names, "PUBLIC_NAMES names a class that no operation uses"
    assert not PUBLIC_NAMES.keys() & names


def test_schemas_are_described_and_have_no_titles() -> None:
    for name, schema in COMPONENTS["schemas"].items():
        assert schema["description"], name
    titles = [node for node in nodes(DOCUMENT) if isinstance(node.get("title"), str)]
    assert titles == [DOCUMENT["info"]]


@pytest.mark.parametrize("part", ["schemas", "responses", "parameters", "headers"])
def test_every_component_is_used(part: str) -> None:
    references = {node["$ref"] for node in nodes(DOCUMENT) if isinstance(node.get("$ref"), str)}
    assert {f"#/components/{part}/{name}" for name in COMPONENTS[part]} <= references


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of the document."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, (dict, list)):
        for child in value.values() if isinstance(value, dict) else value:
            yield from nodes(child)
