"""The options of a dropped upload: the blob metadata mode, region, encoding and review (docs/contract.md, "Ways in")."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shared.domain.csv.encoding import known_encoding
from shared.domain.phone import known_region
from shared.domain.redaction import excerpt
from shared.domain.uploads.job import Job, JobError, JobState, Mode

_REVIEW = {"": False, "true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def with_options(job: Job, metadata: Mapping[str, str], now: datetime, *, reviewed: bool = False) -> Job:
    """The job with the options in the blob's metadata, or failed when one cannot be meant: applying the file in another
    way than intended does harm. With `reviewed` a job that waits for review does so whatever the metadata say."""
    error = _error(metadata)
    if error is not None:
        return replace(job, state=JobState.FAILED, error=error, finished_at=now)
    return replace(
        job,
        mode=Mode(_value(metadata, "mode") or Mode.MERGE),
        region=_value(metadata, "region").upper(),
        encoding=_value(metadata, "encoding"),
        review=_REVIEW[_value(metadata, "review")] or (reviewed and job.review),
    )


def _error(metadata: Mapping[str, str]) -> JobError | None:
    mode, region, encoding, review = (_value(metadata, key) for key in ("mode", "region", "encoding", "review"))
    if mode and mode not in set(Mode):
        return JobError("mode_unknown", f"The metadata has an unknown mode, {excerpt(mode)}; use merge or replace.")
    if region and not known_region(region.upper()):
        return JobError(
            "region_unknown", f"The metadata has an unknown region, {excerpt(region)}; use an ISO 3166 code."
        )
    if encoding and known_encoding(encoding) is None:
        message = f"The metadata has an unknown encoding, {excerpt(encoding)}; use a name such as windows-1251 or utf-8."
        return JobError("encoding_unknown", message)
    if review not in _REVIEW:
        return JobError("review_unknown", f"The metadata has an unknown review, {excerpt(review)}; use true or false.")
    return None


def _value(metadata: Mapping[str, str], key: str) -> str:
    return metadata.get(key, "").strip().lower()
