"""The service and the portal read phone numbers alike: both are held to tests/data/phone_readings.json, the portal by
portal/tests/readings.test.ts. When an update of phonenumbers changes a row, correct it there, and update
libphonenumber-js as well."""

import json

from shared.domain.phone import Number, read_number
from tests.azurite import ROOT


def test_the_service_reads_numbers_as_the_portal_expects() -> None:
    rows = json.loads((ROOT / "tests" / "data" / "phone_readings.json").read_text())
    read = [(text, region, read_number(text, region or None)) for text, region, _ in rows]
    assert [[text, region, got.e164 if isinstance(got, Number) else None] for text, region, got in read] == rows
