"""Pages of entries: by name, with positions that go on where a page ended, whatever is left out."""

from dataclasses import dataclass

from shared.services.catalogue import pages_without, slice_entries


@dataclass(frozen=True, slots=True)
class Entry:
    """What every entry of a catalogue has."""

    id: str
    normalised: str
    etag: str = ""


ENTRIES = [Entry("3", "poll"), Entry("1", "poll"), Entry("2", "survey"), Entry("4", "job")]


class Store:
    """Twenty entries, a page of two at a time; `reads` are the positions that were asked for."""

    def __init__(self) -> None:
        self.reads: list[str | None] = []

    async def page(self, after: str | None) -> tuple[list[Entry], str | None]:
        self.reads.append(after)
        start = int(after or 0)
        entries = [Entry(str(n), f"name {n}") for n in range(start, start + 2)]
        return entries, str(start + 2) if start + 2 < 20 else None


def test_entries_of_one_name_are_told_apart_by_their_ids() -> None:
    found: list[str] = []
    after: str | None = None
    for _ in ENTRIES:
        page, after = slice_entries(ENTRIES, 1, after)
        found += [entry.id for entry in page]
    assert found == ["4", "1", "3", "2"]
    assert after is None


def test_a_position_holds_while_what_it_names_is_removed() -> None:
    _, after = slice_entries(ENTRIES, 2, None)
    left = [entry for entry in ENTRIES if entry.id != "1"]
    assert slice_entries(left, 2, after) == ([Entry("3", "poll"), Entry("2", "survey")], None)


def test_of_nothing_there_is_one_empty_page() -> None:
    assert slice_entries(list[Entry](), 2, None) == ([], None)


async def test_pages_without_anything_wanted_are_skipped() -> None:
    store = Store()
    found, following = await pages_without(store.page, lambda entry: int(entry.id) >= 5, 2, None)
    assert ([entry.id for entry in found], following) == (["5"], "6")
    assert store.reads == [None, "2", "4"]
    found, following = await pages_without(store.page, lambda entry: int(entry.id) >= 5, 2, following)
    assert ([entry.id for entry in found], following) == (["6", "7"], "8")


async def test_a_request_ends_after_a_few_pages_and_the_next_goes_on() -> None:
    store = Store()
    found, following = await pages_without(store.page, lambda entry: entry.id == "19", 2, None)
    assert (found, following, len(store.reads)) == ([], "10", 5)
    found, following = await pages_without(store.page, lambda entry: entry.id == "19", 2, following)
    assert ([entry.id for entry in found], following) == (["19"], None)
