"""Fields that several bodies and queries have, with the rules that make them valid."""

import re
import unicodedata
from itertools import chain
from typing import Annotated

from pydantic import AfterValidator, Field, JsonValue

from functions.http.parsing import FieldRuleError
from shared.domain.codes import CODES, Rejection
from shared.domain.csv.encoding import known_encoding
from shared.domain.members.number_requests import explanation, split_text
from shared.domain.names import NAME_LIMIT, NORMALISED_LIMIT, GroupName, check_group_name, normalise
from shared.domain.phone import E164, known_region, read_number, split_cell
from shared.errors import FieldError, InvalidInput, NotFound

MOST_NUMBERS = 1000
"""Phone numbers in one request."""

_LONGEST_MESSAGE = 2000
_NO_DIGITS = re.compile(r"[^0-9]")


def _group_name(value: str) -> str:
    name = _checked_name(value)
    if isinstance(name, Rejection):
        raise FieldRuleError(name.code, CODES[name.code].meaning)
    return name.display


def _checked_name(value: str) -> GroupName | Rejection:
    """Also blanks around a name count here, so that the limit is the document's maxLength."""
    return check_group_name(value) if len(value) <= NAME_LIMIT else Rejection("group_name_too_long")


def _catalogue_name(value: str) -> str:
    name = _checked_name(value)
    if isinstance(name, Rejection):
        code = name.code.removeprefix("group_")
        raise FieldRuleError(code, f"It must be 1 to {NAME_LIMIT} printable characters.")
    return name.display


def _name_prefix(value: str) -> str:
    # Normalising makes up to three characters of one (U+FB03), and a filter of thousands is no URL for storage.
    if len(normalise(value)) > NORMALISED_LIMIT:
        raise FieldRuleError("too_long", "No name can be so long.")
    return value


def _message(value: str) -> str:
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in value):
        raise FieldRuleError("invalid", "The message must not have control characters.")
    return value.strip()


def _region(value: str) -> str:
    if not known_region(value):
        raise FieldRuleError("region_unknown", CODES["region_unknown"].meaning)
    return value.upper()


def _region_or_none(value: str) -> str:
    return _region(value) if value else value


def _encoding_or_none(value: str) -> str:
    if value.strip() and known_encoding(value) is None:
        raise FieldRuleError("encoding_unknown", CODES["encoding_unknown"].remedy)
    return value.strip()


def _phone_number(value: str) -> str:
    """One number, read as one in a cell of an upload."""
    pieces = split_cell(value)
    number = read_number(pieces[0] if len(pieces) == 1 else value, None)
    if isinstance(number, Rejection):
        raise FieldRuleError(number.code, explanation(number))
    return number.e164


def _prefix(value: str) -> str:
    digits = _NO_DIGITS.sub("", value)
    if not digits or len(digits) > 15:
        raise FieldRuleError("invalid", "It must be the first digits of a number, with its country code.")
    return f"+{digits}"


# What only the document says: the validators above check it too, and answer with codes of their own.
_NAME_SHAPE: dict[str, JsonValue] = {"minLength": 1, "maxLength": NAME_LIMIT, "pattern": r"\S"}
_A_NUMBER: dict[str, JsonValue] = {"minLength": 1, "pattern": r"[^\s,;]"}

GroupNameText = Annotated[
    str,
    AfterValidator(_group_name),
    Field(
        json_schema_extra=_NAME_SHAPE,
        description=f"Up to {NAME_LIMIT} printable characters; unique among organization groups, regardless of case.",
    ),
]
CatalogueName = Annotated[
    str,
    AfterValidator(_catalogue_name),
    Field(
        json_schema_extra=_NAME_SHAPE,
        description=f"Up to {NAME_LIMIT} printable characters. Several entries may have the same name.",
    ),
]
NamePrefix = Annotated[
    str,
    Field(max_length=NAME_LIMIT, description="The beginning of the name; upper and lower case are the same."),
    AfterValidator(_name_prefix),
]
MessageText = Annotated[str, Field(max_length=_LONGEST_MESSAGE), AfterValidator(_message)]
RegionCode = Annotated[
    str,
    AfterValidator(_region),
    Field(
        json_schema_extra={"pattern": "^[A-Za-z]{2}$"},
        description="The ISO 3166 region of numbers without a country code, such as IN.",
        examples=["IN"],
    ),
]
RegionCodeOrNone = Annotated[
    str,
    AfterValidator(_region_or_none),
    Field(
        json_schema_extra={"pattern": "^([A-Za-z]{2})?$"},
        description="The ISO 3166 region of numbers without a country code.",
    ),
]
EncodingNameOrNone = Annotated[
    str,
    Field(
        max_length=50,
        description="The encoding of the files, such as windows-1251 or shift_jis; nothing is guessed then. Empty: it is "
        "detected.",
        examples=["windows-1251"],
    ),
    AfterValidator(_encoding_or_none),
]
PhoneNumber = Annotated[
    str,
    Field(
        max_length=100,
        json_schema_extra=_A_NUMBER,
        description="The phone number with its country code.",
        examples=["+919812345678"],
    ),
    AfterValidator(_phone_number),
]
_ABOUT_NUMBERS = (
    f"Up to {MOST_NUMBERS} numbers: a list, or a text in which commas, semicolons or line breaks separate them, such as a "
    "column that is pasted from a spreadsheet, with its title or without."
)
_NUMBERS = ["99885544, 99885543", ["+919812345678"]]
_LONGEST_TEXT, _LONGEST_CELL = 100 * MOST_NUMBERS, 1000

PhoneNumbers = Annotated[
    Annotated[str, Field(max_length=_LONGEST_TEXT)]
    | Annotated[list[Annotated[str, Field(max_length=_LONGEST_CELL)]], Field(max_length=MOST_NUMBERS)],
    Field(description=_ABOUT_NUMBERS, examples=_NUMBERS),
]
SomePhoneNumbers = Annotated[
    Annotated[str, Field(max_length=_LONGEST_TEXT, json_schema_extra=_A_NUMBER)]
    | Annotated[
        list[Annotated[str, Field(max_length=_LONGEST_CELL)]],
        Field(max_length=MOST_NUMBERS, json_schema_extra={"minItems": 1}),
    ],
    Field(description=_ABOUT_NUMBERS, examples=_NUMBERS),
]
"""The same for a request that must have a number, which some_texts_of checks."""
NumberPrefix = Annotated[
    str,
    Field(
        max_length=40,
        json_schema_extra={"pattern": "^[^0-9]*([0-9][^0-9]*){1,15}$"},
        description="The beginning of the number, with the country code.",
        examples=["+9198"],
    ),
    AfterValidator(_prefix),
]


def texts_of(numbers: str | list[str] | None) -> list[str]:
    """The numbers of the field PhoneNumbers, each as it was written. Raises InvalidInput for more than a thousand."""
    cells = [numbers] if isinstance(numbers, str) else numbers or ()
    texts = list(chain.from_iterable(map(split_text, cells)))
    if len(texts) > MOST_NUMBERS:
        message = f"The request has {len(texts)} numbers; the limit is {MOST_NUMBERS}."
        raise InvalidInput("The request has too many phone numbers.", [FieldError("phoneNumbers", "too_long", message)])
    return texts


def some_texts_of(numbers: str | list[str]) -> list[str]:
    """The same for a request that must have a number. Raises InvalidInput."""
    texts = texts_of(numbers)
    if not texts:
        raise InvalidInput(
            "The request has no phone number.", [FieldError("phoneNumbers", "missing", "Enter a phone number.")]
        )
    return texts


def number_in_path(text: str) -> str:
    """The E.164 number that a route names. Raises NotFound for any other text, which no member can have."""
    if not E164.fullmatch(text):
        raise NotFound("The group has no such member.")
    return text
