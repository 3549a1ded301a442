"""Times as the API and the logs write them."""

from datetime import datetime


def rfc3339(at: datetime) -> str:
    """Milliseconds and Z, always the same width: a repeated step must write the same number of bytes."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
