"""When a timer runs next: the six-field NCRONTAB expressions and the TimeSpans that timer triggers take.

Copies NCrontab's rules, not cron's (https://github.com/atifaziz/NCrontab, CrontabFieldImpl.cs and
CrontabField.cs): day and day-of-week must both match, `5/15` runs from 5 to the field's end, a backward
range is turned round, names match by prefix. TimeSpans follow
https://learn.microsoft.com/azure/azure-functions/functions-bindings-timer#timespan.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

# fmt: off
MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")
# fmt: on
WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
# February 29th on a given weekday comes back within 40 years; what has not come by then never does.
SEARCH_LIMIT = timedelta(days=366 * 41)


class ScheduleError(ValueError):
    """A schedule that the timer trigger rejects at start; the message names the expression."""


class Schedule(Protocol):
    """Something that knows when it is due next."""

    def next_after(self, moment: datetime) -> datetime:
        """The first due time strictly after `moment`, in the same time zone."""


@dataclass(frozen=True)
class FieldRange:
    """What one field of an expression may hold."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()


FIELDS = (
    FieldRange("second", 0, 59),
    FieldRange("minute", 0, 59),
    FieldRange("hour", 0, 23),
    FieldRange("day", 1, 31),
    FieldRange("month", 1, 12, MONTHS),
    FieldRange("day-of-week", 0, 6, WEEKDAYS),
)


@dataclass(frozen=True)
class CrontabSchedule:
    """A parsed expression: the set of values each field allows."""

    seconds: frozenset[int]
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    def next_after(self, moment: datetime) -> datetime:
        """The first due time strictly after `moment`; ScheduleError when there is none (February 30th)."""
        candidate = moment.replace(microsecond=0) + timedelta(seconds=1)
        limit = candidate + SEARCH_LIMIT
        while candidate < limit:
            step = self._step_from(candidate)
            if step is None:
                return candidate
            candidate = step
        raise ScheduleError("The schedule never comes due.")

    def _step_from(self, at: datetime) -> datetime | None:
        """None when `at` is due, else the next moment worth trying, skipping whole days, hours, minutes."""
        weekday = (at.weekday() + 1) % 7  # Python counts from Monday, NCRONTAB from Sunday
        midnight = at.replace(hour=0, minute=0, second=0)
        if at.month not in self.months:
            return (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)
        if at.day not in self.days or weekday not in self.weekdays:
            return midnight + timedelta(days=1)
        if at.hour not in self.hours:
            return at.replace(minute=0, second=0) + timedelta(hours=1)
        if at.minute not in self.minutes:
            return at.replace(second=0) + timedelta(minutes=1)
        if at.second not in self.seconds:
            return at + timedelta(seconds=1)
        return None


@dataclass(frozen=True)
class ConstantSchedule:
    """A TimeSpan: due that long after the last time."""

    period: timedelta

    def next_after(self, moment: datetime) -> datetime:
        """`moment` plus the period."""
        return moment + self.period


def parse_schedule(expression: str) -> Schedule:
    """The schedule that an expression stands for, already free of %SETTING% references.

    Raises ScheduleError for what is neither six NCRONTAB fields nor a TimeSpan. Five fields are accepted as
    the real host accepts them (CronSchedule.TryCreate): minutes first, at second zero.
    """
    tokens = expression.split()
    if len(tokens) == 1:
        return ConstantSchedule(_parse_timespan(expression.strip()))
    if len(tokens) == 5:
        tokens = ["0", *tokens]
    if len(tokens) != 6:
        raise _not_a_schedule(expression)
    values = [_parse_field(field, token) for field, token in zip(FIELDS, tokens, strict=True)]
    return CrontabSchedule(*values)


def _not_a_schedule(text: str) -> ScheduleError:
    return ScheduleError(f"'{text}' is neither six NCRONTAB fields nor a TimeSpan (hh:mm:ss).")


def _parse_field(field: FieldRange, text: str) -> frozenset[int]:
    values: set[int] = set()
    for item in text.split(","):
        values |= _parse_item(field, item)
    return frozenset(values)


def _parse_item(field: FieldRange, item: str) -> set[int]:
    span, slash, interval = item.partition("/")
    step = max(1, _parse_int(field, interval)) if slash else 1
    if span == "*":
        first, last = field.low, field.high
    elif "-" in span[1:]:
        left, _, right = span.partition("-")
        first, last = sorted((_parse_value(field, left), _parse_value(field, right)))
    else:
        first = _parse_value(field, span)
        last = field.high if slash else first
    return set(range(first, last + 1, step))


def _parse_value(field: FieldRange, text: str) -> int:
    value = _parse_int(field, text) if text[:1].isdigit() else _parse_name(field, text)
    if not field.low <= value <= field.high:
        raise ScheduleError(f"{value} is not in the {field.name} field's range, {field.low} to {field.high}.")
    return value


def _parse_int(field: FieldRange, text: str) -> int:
    if not re.fullmatch(r"[0-9]+", text):
        raise ScheduleError(f"'{text}' is not a number that the {field.name} field can hold.")
    return int(text)


def _parse_name(field: FieldRange, text: str) -> int:
    for offset, name in enumerate(field.names):
        if text and name.lower().startswith(text.lower()):
            return field.low + offset
    raise ScheduleError(f"'{text}' is not a value of the {field.name} field.")


def _parse_timespan(text: str) -> timedelta:
    """hh:mm:ss, but dd:hh:mm when the first number is 24 or more: a documented trap of TimeSpan."""
    match = re.fullmatch(r"(\d+):([0-5]?\d):([0-5]?\d)", text)
    if not match:
        raise _not_a_schedule(text)
    first, second, third = (int(part) for part in match.groups())
    if first >= 24:
        period = timedelta(days=first, hours=second, minutes=third)
    else:
        period = timedelta(hours=first, minutes=second, seconds=third)
    if not period:
        raise ScheduleError(f"'{text}' is no time at all.")
    return period
