"""What every container of blobs promises."""

from dataclasses import replace
from io import BytesIO

import pytest

from shared.errors import NotFound, PreconditionFailed
from tests.contract.stores import Stores, new_id


async def test_an_upload_has_versions(stores: Stores) -> None:
    name = f"{new_id()}/users.csv"
    assert await stores.uploads.version(name) is None
    await stores.drop_upload(name, b"first version", {"Mode": "replace"})
    first = await stores.uploads.version(name)
    assert first is not None
    assert (first.name, first.size_bytes, dict(first.metadata)) == (name, 13, {"mode": "replace"})
    assert first.modified_at.microsecond == 0
    assert first.modified_at.tzinfo is not None
    assert await stores.uploads.head(name, first.etag, 5) == b"first"
    sink = BytesIO()
    await stores.uploads.download(name, first.etag, sink)
    assert sink.getvalue() == b"first version"

    await stores.drop_upload(name, b"second", {})
    second = await stores.uploads.version(name)
    assert second is not None
    assert second.etag != first.etag
    with pytest.raises(PreconditionFailed):
        await stores.uploads.head(name, first.etag, 5)
    with pytest.raises(PreconditionFailed):
        await stores.uploads.download(name, first.etag, BytesIO())
    await stores.uploads.delete(name, first.etag)
    assert await stores.uploads.version(name) == second
    await stores.uploads.delete(name, second.etag)
    await stores.uploads.delete(name, second.etag)
    assert await stores.uploads.version(name) is None
    gone = (NotFound, PreconditionFailed)  # a condition on what is not there fails as 404 or as 412
    with pytest.raises(gone):
        await stores.uploads.head(name, second.etag, 5)
    with pytest.raises(gone):
        await stores.uploads.download(name, second.etag, BytesIO())


async def test_uploads_are_listed_as_the_versions_that_they_are(stores: Stores) -> None:
    folder = new_id()
    names = [f"{folder}/{n} ä&<.csv" for n in range(3)]
    for name in names:
        await stores.drop_upload(name, b"content", {"Mode": "replace"})
    listed, marker = [], ""
    while True:
        versions, marker = await stores.uploads.page(marker)
        listed += [version for version in versions if version.name.startswith(folder)]
        if not marker:
            break
    found = [await stores.uploads.version(name) for name in names]
    assert listed == [replace(version, metadata={}) for version in found if version is not None]
    assert [version.name for version in listed] == names
    assert all(version.created_at == version.modified_at for version in listed)


async def test_an_empty_upload_has_an_empty_head(stores: Stores) -> None:
    name = f"{new_id()}/users.csv"
    await stores.drop_upload(name, b"", {})
    version = await stores.uploads.version(name)
    assert version is not None
    assert await stores.uploads.head(name, version.etag, 100) == b""


async def test_content_is_overwritten_and_read_in_ranges(stores: Stores) -> None:
    folder = new_id()
    name = f"{folder}/b.txt"
    assert await stores.blobs.get(name) is None
    assert await stores.blobs.get_range(name, 0, 5) == b""
    await stores.blobs.put(name, b"one")
    source = BytesIO(b"0123456789")
    source.seek(4)
    await stores.blobs.put_file(name, source)
    assert await stores.blobs.get(name) == b"0123456789"
    assert await stores.blobs.get_range(name, 4, 3) == b"456"
    assert await stores.blobs.get_range(name, 8, 30) == b"89"
    assert await stores.blobs.get_range(name, 10, 3) == b""
    assert await stores.blobs.get_range(name, 11, 3) == b""
    assert await stores.blobs.put_new(f"{folder}/a.txt", b"")
    assert not await stores.blobs.put_new(f"{folder}/a.txt", b"later")
    assert await stores.blobs.get(f"{folder}/a.txt") == b""
    assert await stores.blobs.names(f"{folder}/") == [f"{folder}/a.txt", name]
    assert await stores.blobs.names(f"{folder}/b") == [name]
    await stores.blobs.delete(name)
    await stores.blobs.delete(name)
    assert await stores.blobs.names(f"{folder}/") == [f"{folder}/a.txt"]


async def test_a_blob_in_pieces_appears_when_it_is_complete(stores: Stores) -> None:
    name = f"{new_id()}/users.csv"
    blob = await stores.export_files.put_stream(name, "text/csv")
    await blob.write(b"one,")
    assert await stores.export_files.names(name) == []
    await blob.write(b"two")
    await blob.commit()
    assert await stores.export_files.names(name) == [name]
    assert await stores.export_files.get(name) == b"one,two"


async def test_an_upload_url_names_its_blob(stores: Stores) -> None:
    url = await stores.upload_urls.create_url("org/users.csv")
    assert (url.method, dict(url.headers)) == ("PUT", {"x-ms-blob-type": "BlockBlob"})
    address, _, signature = url.url.partition("?")
    assert address.endswith("/uploads/org/users.csv")
    assert signature
