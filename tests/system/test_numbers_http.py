"""Numbers in requests are read as in a file: the table is the one of tests/unit/domain/test_number_cells.py."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.azurite import ROOT, TestAzurite
from tests.local_host import LocalHost
from tests.system.app_host import Api, caller, running_app, somebody

CELLS: list[dict[str, Any]] = json.loads((ROOT / "tests" / "data" / "number_cells.json").read_text(encoding="utf-8"))
REGIONS = sorted({case["region"] for case in CELLS})


@pytest.fixture(scope="module")
def host(azurite: TestAzurite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalHost]:
    with running_app(azurite.connection_string, tmp_path_factory.mktemp("numbers"), DEFAULT_REGION="") as running:
        yield running


@pytest.fixture(scope="module")
def asha(host: LocalHost) -> Api:
    return somebody(host, 1)


@pytest.mark.parametrize("region", REGIONS)
def test_members_and_new_groups_read_cells_as_a_file_does(asha: Api, region: str) -> None:
    cases = [case for case in CELLS if case["region"] == region and case["numbers"]]
    cells = [case["cell"] for case in cases]
    numbers = [number for case in cases for number in case["numbers"]]
    fields = {"region": region} if region else {}
    made = asha("POST", "/groups", {"name": f"Numbers {region} {time.time_ns()}", "phoneNumbers": cells, **fields})
    _assert_read(made.json["members"]["results"], numbers)
    group = asha("POST", "/groups", {"name": f"Members {region} {time.time_ns()}", **fields}).json
    added = asha("POST", f"/groups/{group['id']}/members", {"phoneNumbers": cells, "role": "Member"})
    _assert_read(added.json["results"], numbers)


def test_an_identity_has_one_number_with_its_country_code(host: LocalHost) -> None:
    boss = caller(host, subject="boss", roles=["Groups.Admin"])
    for case in CELLS:
        if case["region"]:
            continue
        answer = boss("PUT", f"/identities/subject-{time.time_ns()}", {"phoneNumber": case["cell"]})
        found = [number[1] for number in case["numbers"]]
        if len(found) == 1 and found[0]:
            assert answer.json["phoneNumber"] == found[0], case
        else:
            assert answer.status == 400, case
            assert answer.json["errors"][0]["field"] == "phoneNumber"


def _assert_read(results: list[dict[str, Any]], numbers: list[list[Any]]) -> None:
    assert [result["input"] for result in results] == [number[0] for number in numbers]
    for result, number in zip(results, numbers, strict=True):
        if number[1]:
            assert result["phoneNumber"] == number[1]
        else:
            assert (result["outcome"], result["code"]) == ("rejected", number[2])
