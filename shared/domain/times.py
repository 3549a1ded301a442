"""The text form of times in the API and in job logs."""

from datetime import datetime


def rfc3339(at: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, of constant width: a repeated step must write the same number of bytes."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
