"""The apostrophe in front of exported text: put on where it is needed, taken off again, and never anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.csv.formula_escape import protect, protect_name, unprotect

DANGEROUS = "=+-@\t\r\n＝＋－＠#"
texts = st.one_of(st.text(), st.text(alphabet=DANGEROUS + "'’a ", max_size=6), st.text("'01E-/ May", max_size=8))


@given(texts)
def test_import_takes_off_what_export_put_on(text: str) -> None:
    assert unprotect(protect(text)) == text
    assert unprotect(protect_name(text)) == text


@given(texts)
def test_exported_text_begins_with_nothing_dangerous(text: str) -> None:
    assert protect(text)[:1] not in set(DANGEROUS)


@pytest.mark.parametrize(
    ("text", "exported"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("'007", "''007"),
        ("007", "007"),
        ("+919812345678", "'+919812345678"),
        ("＝1", "'＝1"),
        ("#1 team", "'#1 team"),
        ("'=1", "''=1"),
        ("''x", "'''x"),
        ("'twas", "'twas"),
        ("'", "'"),
        ("", ""),
        ("Ops", "Ops"),
        ("a=b", "a=b"),
    ],
)
def test_protect(text: str, exported: str) -> None:
    assert protect(text) == exported


@pytest.mark.parametrize(
    ("cell", "text"), [("'=1", "=1"), ("'twas", "'twas"), ("'", "'"), ("''x", "'x"), ("''", "'"), ("=1", "=1")]
)
def test_unprotect(cell: str, text: str) -> None:
    assert unprotect(cell) == text
