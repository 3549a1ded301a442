"""Any table of valid rows gives exactly its memberships, however a spreadsheet writes it; any bytes come to a clear end."""

import csv
import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import phonenumbers
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.codes import CODES, Level
from shared.domain.csv.reader import FileError, open_csv
from shared.domain.csv.synonyms import _ROLES
from shared.domain.members.membership import Role
from shared.domain.names import GroupName, check_group_name
from tests.unit.domain.csv.csv_outcome import read_outcome

_EXAMPLES = [
    (region, number)
    for region in sorted(phonenumbers.SUPPORTED_REGIONS)
    if (number := phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)) is not None
]
