"""A file of members over HTTP: the body is the file, whatever its content type says, and nothing is added."""

from collections.abc import Iterator

import pytest

from shared.domain.members.member_file import MOST_BYTES
from tests.azurite import TestAzurite
from tests.local_host import Answer
from tests.people import number
from tests.sheets import book
from tests.system.app_host import PREFIX, Api, running_app, somebody

A, B = number(1), number(2)
WORKBOOK = book(Staff=[["Phone Number", "User Type"], [A, "Admin"], ["98000 00002", ""], ["12", ""]])


@pytest.fixture(scope="module")
def asha(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with running_app(azurite.connection_string, tmp_path_factory.mktemp("files")) as host:
        yield somebody(host, 1)


@pytest.fixture(scope="module")
def group(asha: Api) -> str:
    return str(asha.post("/groups", {"name": "Files of members", "type": "private"})["id"])


@pytest.mark.parametrize("content_type", ["text/csv", "application/octet-stream", "application/json", ""])
def test_a_workbook_is_told_by_its_content(asha: Api, group: str, content_type: str) -> None:
    answer = send(asha, group, WORKBOOK, content_type)
    assert answer.status == 200
    assert answer.json["members"] == [
        {"line": 2, "phoneNumber": A, "role": "Admin"},
        {"line": 3, "phoneNumber": "+919800000002"},
    ]
    (problem,) = answer.json["problems"]
    assert (problem["sheet"], problem["line"], problem["code"], problem["value"]) == ("Staff", 4, "number_invalid", "12")
    assert answer.json["passedOver"]["columns"] == 0
    assert [member["phoneNumber"] for member in asha.get(f"/groups/{group}/members")["value"]] == [number(1)]


def test_the_numbers_that_it_answers_can_be_added(asha: Api, group: str) -> None:
    found = send(asha, group, f"{B}\n".encode(), query="?region=IN").json["members"]
    added = asha.post(f"/groups/{group}/members", {"phoneNumbers": [each["phoneNumber"] for each in found]})
    assert added["counts"]["added"] + added["counts"]["unchanged"] == 1


@pytest.mark.parametrize(
    ("content", "query", "status", "code"),
    [
        (b"", "", 400, "missing"),
        (b"PK\x03\x04", "", 400, "file_damaged"),
        (b"Asha,1\n", "", 400, "header_unrecognised"),
        (b"Phone Number\n", "?region=XX", 400, "region_unknown"),
        (b"Phone Number\n", "?encoding=klingon", 400, "encoding_unknown"),
        (bytes(MOST_BYTES + 1), "", 413, None),
    ],
)
def test_what_is_wrong_has_a_code(
    asha: Api, group: str, content: bytes, query: str, status: int, code: str | None
) -> None:
    answer = send(asha, group, content, query=query)
    assert answer.status == status
    assert [error["code"] for error in answer.json.get("errors", [])] == ([code] if code else [])


def send(api: Api, group: str, content: bytes, content_type: str = "text/csv", query: str = "") -> Answer:
    headers = {"Authorization": f"Bearer {api.token}", "Content-Type": content_type}
    return api.host.request("POST", f"{PREFIX}/groups/{group}/members/file{query}", content, headers)
