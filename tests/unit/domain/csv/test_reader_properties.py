"""Any table of valid rows gives exactly its memberships, however it is written; any bytes come to a clear end."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.codes import CODES, Level, Severity
from tests.unit.domain.csv.csv_outcome import USER_HEADER, Outcome, read_outcome
from tests.unit.domain.csv.tables import Table, tables

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


@settings(max_examples=300, derandomize=True, suppress_health_check=_SLOW)
@given(tables())
def test_a_table_of_valid_rows_gives_just_its_memberships(table: Table) -> None:
    outcome = read_outcome(table.content, encoding=table.encoding)

    assert outcome.fails is None
    assert outcome.located(Severity.ERROR) == []
    assert sorted(outcome.memberships) == table.memberships()
    assert outcome.entries == table.entries


_PIECES = st.sampled_from(
    [
        *(
            b",",
            b";",
            b"\t",
            b"|",
            b'"',
            b"'",
            b"\\",
            b"\r\n",
            b"\n",
            b"\r",
            b"\x00",
            b"\x1a",
            b"#",
            b"# ",
            b"=",
            b'="',
            b"\xff",
        ),
        *(
            b"\xfe",
            b"\xff\xfe",
            b"\xfe\xff",
            b"\xef\xbb\xbf",
            b"\xc3",
            b"\xe9",
            b"\x80",
            b"Depot",
            b"+919812345678",
            b"Admin",
        ),
        *(
            b"9812345678",
            b"IN",
            b"Region",
            b"#muster:group,",
            b"#muster:",
            b"sep=;",
            b"1E5",
            b"9.19812E+11",
            b"\xe2\x80\xa8",
        ),
        *(USER_HEADER.encode(), b"Parent Group Name,Child Group Name\n", b"Group Name;Phone Number;User Type\n"),
    ]
)
_BYTES = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(_PIECES, st.binary(max_size=3)), max_size=40).map(b"".join),
    st.lists(st.one_of(_PIECES, st.binary(max_size=3)), max_size=40).map(
        lambda pieces: USER_HEADER.encode() + b"".join(pieces)
    ),
)


@settings(max_examples=1000, derandomize=True)
@given(_BYTES, st.sampled_from([None, "IN"]), st.sampled_from([None, "cp1252", "cp932", "utf-16-le"]))
def test_any_bytes_come_to_a_clear_end(content: bytes, region: str | None, encoding: str | None) -> None:
    _assert_clear(read_outcome(content, region, encoding=encoding))


@settings(max_examples=300, derandomize=True, suppress_health_check=_SLOW)
@given(tables(), st.data())
def test_a_damaged_table_comes_to_a_clear_end(table: Table, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(table.content)))
    end = data.draw(st.integers(start, min(start + 4, len(table.content))))
    damaged = table.content[:start] + data.draw(st.one_of(_PIECES, st.binary(max_size=4))) + table.content[end:]
    _assert_clear(read_outcome(damaged, encoding=table.encoding))


def _assert_clear(outcome: Outcome) -> None:
    """A file is rejected by one of its codes, or every entry is somewhere and every rejected one has a problem."""
    if outcome.fails is not None:
        assert CODES[outcome.fails.code].level is Level.FILE
        assert outcome.fails.message
        return
    errors = [problem for problem in outcome.problems if problem.severity is Severity.ERROR]
    assert all(CODES[problem.code].level is Level.ROW and problem.line > 0 for problem in errors)
    assert errors or not outcome.rejected
    assert outcome.rejected or not errors or not outcome.entries  # links are no entries
    assert outcome.entries == outcome.rejected + outcome.duplicates + len(outcome.memberships)
