"""NCRONTAB expressions and TimeSpans mean what NCrontab and .NET make of them."""

from datetime import UTC, datetime, timedelta

import pytest

from local.ncrontab import ScheduleError, parse_schedule

# A Wednesday.
NOW = datetime(2026, 7, 15, 10, 20, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("* * * * * *", "2026-07-15 10:20:31"),
        ("0 * * * * *", "2026-07-15 10:21:00"),
        ("30 20 10 * * *", "2026-07-16 10:20:30"),  # strictly after
        ("31 20 10 * * *", "2026-07-15 10:20:31"),
        ("0 */5 * * * *", "2026-07-15 10:25:00"),
        ("*/20 * * * * *", "2026-07-15 10:20:40"),
        ("0 0 * * * *", "2026-07-15 11:00:00"),
        ("0 0 2 * * *", "2026-07-16 02:00:00"),
        ("0 0 */6 * * *", "2026-07-15 12:00:00"),
        ("0 0 9-17 * * *", "2026-07-15 11:00:00"),
        ("0 0 17-9 * * *", "2026-07-15 11:00:00"),  # turned round, not through midnight
        ("0 0,30 8,10,12 * * *", "2026-07-15 10:30:00"),
        ("0 50/5 * * * *", "2026-07-15 10:50:00"),  # from 50 to the field's end
        ("0 10-20/5 * * * *", "2026-07-15 11:10:00"),
        ("0 */90 * * * *", "2026-07-15 11:00:00"),  # a step past the end leaves the first value
        ("0 */0 * * * *", "2026-07-15 10:21:00"),  # NCrontab counts a step of nothing as one
        ("0 0 0 1 * *", "2026-08-01 00:00:00"),
        ("0 0 0 31 * *", "2026-07-31 00:00:00"),
        ("0 0 0 31 4-9 *", "2026-07-31 00:00:00"),
        ("0 0 0 29 2 *", "2028-02-29 00:00:00"),
        ("0 0 0 1 1 *", "2027-01-01 00:00:00"),
        ("0 0 0 1 JAN *", "2027-01-01 00:00:00"),
        ("0 0 0 1 september *", "2026-09-01 00:00:00"),
        ("0 30 9 * Jan Mon", "2027-01-04 09:30:00"),
        ("0 0 0 * * 0", "2026-07-19 00:00:00"),
        ("0 0 0 * * MON-FRI", "2026-07-16 00:00:00"),
        ("0 0 0 * * sat,sun", "2026-07-18 00:00:00"),
        ("0 0 0 13 * 5", "2026-11-13 00:00:00"),  # day and weekday must both match
        ("  0   0 2  * * * ", "2026-07-16 02:00:00"),
        ("0 2 * * *", "2026-07-16 02:00:00"),  # five fields start at the minute
        ("00:00:30", "2026-07-15 10:21:00"),
        ("1:00:00", "2026-07-15 11:20:30"),
        ("23:59:59", "2026-07-16 10:20:29"),
        ("24:00:00", "2026-08-08 10:20:30"),  # 24 days: the documented trap
        ("25:12:30", "2026-08-09 22:50:30"),
    ],
)
def test_next_time(expression: str, expected: str) -> None:
    moment = datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert parse_schedule(expression).next_after(NOW) == moment


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "never",
        "* * * *",
        "* * * * * * *",
        "60 * * * * *",
        "* 60 * * * *",
        "* * 24 * * *",
        "* * * 0 * *",
        "* * * 32 * *",
        "* * * * 13 *",
        "* * * * 0 *",
        "* * * * * 7",
        "* * * * * Someday",
        "Jan * * * * *",
        "1- * * * * *",
        "-1 * * * * *",
        "1,,2 * * * * *",
        "*/ * * * * *",
        "*/x * * * * *",
        "0 0 2 ? * *",
        "0 0 2 L * *",
        "00:00:00",
        "00:60:00",
        "00:30",
    ],
)
def test_rejected(expression: str) -> None:
    with pytest.raises(ScheduleError):
        parse_schedule(expression)


def test_date_that_never_comes() -> None:
    with pytest.raises(ScheduleError, match="never"):
        parse_schedule("0 0 0 30 2 *").next_after(NOW)


def test_fraction_of_a_second_is_no_second() -> None:
    late = NOW + timedelta(milliseconds=900)
    assert parse_schedule("* * * * * *").next_after(late) == NOW + timedelta(seconds=1)


def test_every_occurrence_of_a_day() -> None:
    schedule, moment, count = parse_schedule("0 */7 * * * *"), datetime(2026, 7, 15, tzinfo=UTC), 0
    while (moment := schedule.next_after(moment)) < datetime(2026, 7, 16, tzinfo=UTC):
        count += 1
        assert moment.minute % 7 == 0
    assert count == 24 * 9 - 1  # midnight itself is not after midnight
