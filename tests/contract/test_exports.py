"""What every ExportStore promises."""

from dataclasses import fields, replace

import pytest

from shared.domain.exports import Export, ExportCounts, ExportedFile, ExportState
from shared.domain.ids import reverse_time_id
from shared.errors import PreconditionFailed
from tests.contract.stores import Stores, later, new_id


async def test_an_export_comes_back_with_every_field(stores: Stores) -> None:
    at = later()
    export = Export(
        reverse_time_id(at, "full"),
        ExportState.COMPLETED,
        at,
        "asha",
        later(),
        (ExportedFile("users.csv", 7, "ab" * 32, 3),),
        ExportCounts(1, 2, 3),
    )
    assert [f.name for f in fields(export) if getattr(export, f.name) == f.default] == ["etag"]
    stored = await stores.exports.insert(export)
    assert stored.etag
    assert replace(stored, etag="") == export
    assert await stores.exports.get(export.id) == stored
    assert await stores.exports.get(new_id()) is None


async def test_an_export_is_written_on_its_version_only(stores: Stores) -> None:
    at = later()
    export = await stores.exports.insert(Export(reverse_time_id(at, "v"), ExportState.RUNNING, at, "asha"))
    done = await stores.exports.update(replace(export, state=ExportState.COMPLETED))
    with pytest.raises(PreconditionFailed):
        await stores.exports.update(replace(export, state=ExportState.FAILED))
    assert await stores.exports.get(export.id) == done


async def test_exports_are_listed_newest_first(stores: Stores) -> None:
    exports = []
    for n in range(5):
        at = later()
        exports.append(await stores.exports.insert(Export(reverse_time_id(at, f"{n}"), ExportState.RUNNING, at, "asha")))
    assert await stores.exports.page(3, None) == exports[:1:-1]
    assert await stores.exports.page(2, exports[3].id) == [exports[2], exports[1]]
    await stores.exports.delete(exports[4].id)
    await stores.exports.delete(exports[4].id)
    assert (await stores.exports.page(1, None)) == [exports[3]]
