"""Workbooks over HTTP: content type, file name, and what the OpenAPI document says of them."""

import io
from dataclasses import dataclass
from typing import Any, cast

import pytest

from functions import exports, uploads
from functions.http.answers import CSV, XLSX
from functions.http.call import Answer, Call
from functions.http.openapi import openapi_document
from shared.bootstrap import Services
from shared.domain.exports import PARENT_WORKBOOK, USER_FILE, USER_WORKBOOK
from shared.errors import NotFound
from shared.services.context import ExportContext, ImportContext
from shared.services.exports.export_groups import export_on_schedule
from tests.fakes.world import FakeWorld
from tests.unit.functions.calls import ASHA, call_of
from tests.workbook_faults import faults

_DISPOSITION = "Content-Disposition"


@dataclass
class _Services:
    imports: ImportContext
    exports: ExportContext


def call(world: FakeWorld) -> Call:
    services = cast(Services, _Services(world.imports, world.exports))
    return Call(call_of("https://muster.invalid/").request, "id", services, ASHA)


async def run(function: Any, world: FakeWorld, **path: str) -> Answer:
    """The handler behind a function, past identity and access."""
    user_function = function._function.get_user_function() if hasattr(function, "_function") else function
    answer = await user_function.endpoint.handler(call(world), **path)
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize("kind", ["user-group-mapping", "parent-group-mapping"])
async def test_a_template(kind: str) -> None:
    answer = await run(uploads.get_upload_template_workbook, FakeWorld(), kind=kind)
    assert (answer.status, answer.content_type) == (200, XLSX)
    assert answer.headers[_DISPOSITION] == f'attachment; filename="{kind}.xlsx"'
    assert faults(answer.content()) == []


async def test_a_template_of_another_kind_is_not_there() -> None:
    with pytest.raises(NotFound):
        await run(uploads.get_upload_template_workbook, FakeWorld(), kind="people")


async def test_rejected_rows() -> None:
    world = FakeWorld()
    job = await world.drop("org/users.csv", "Group Name,Phone Number,User Type\nDepot,12,Member\n")
    answer = await run(uploads.get_upload_rejected_workbook, world, upload_id=job.id)
    assert (answer.status, answer.content_type) == (200, XLSX)
    assert answer.headers[_DISPOSITION] == 'attachment; filename="rejected.xlsx"'
    assert faults(answer.content()) == []


@pytest.mark.parametrize(("file", "content_type"), [(USER_WORKBOOK, XLSX), (PARENT_WORKBOOK, XLSX), (USER_FILE, CSV)])
async def test_files_of_an_export(file: str, content_type: str) -> None:
    world = FakeWorld()
    export = await export_on_schedule(world.exports)
    answer = await run(exports.get_export_file, world, export_id=export.id, file=file)
    assert (answer.status, answer.content_type) == (200, content_type)
    assert answer.headers[_DISPOSITION] == f'attachment; filename="{file}"'
    assert (answer.content()[:2] == b"PK") == (content_type == XLSX)
    assert io.BytesIO(answer.content()).read() == world.fakes.export_files.blobs[export.folder + file]


def test_the_document_names_the_media_types() -> None:
    paths = openapi_document([uploads.bp, exports.bp], "https://muster.invalid/api/v1")["paths"]

    def media(path: str, status: str = "200") -> set[str]:
        return set(paths[path]["get"]["responses"][status]["content"])

    assert media("/uploads/templates/{kind}.xlsx") == {XLSX}
    assert media("/uploads/{upload_id}/rejected.xlsx", "206") == {XLSX}
    assert media("/exports/{export_id}/{file}") == {CSV, XLSX, "application/json"}
    files = paths["/exports/{export_id}/{file}"]["get"]["parameters"][-1]["schema"]["enum"]
    assert {USER_WORKBOOK, PARENT_WORKBOOK} <= set(files)
