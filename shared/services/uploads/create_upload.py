"""Creates an upload through the API: a job that waits for its files, and an upload URL for each."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.domain.codes import CODES
from shared.domain.csv.columns import FileKind
from shared.domain.csv.encoding import known_encoding
from shared.domain.ids import reverse_time_id
from shared.domain.phone import known_region
from shared.domain.uploads.arrivals import upload_name
from shared.domain.uploads.job import Job, JobState, Mode, Source
from shared.errors import FieldError, InvalidInput
from shared.services.context import ImportContext
from shared.services.ports.blobs import UploadUrl


@dataclass(frozen=True, slots=True)
class UploadOptions:
    """How to apply the upload. With region "", numbers without a country code are read by DEFAULT_REGION; with encoding "",
    that of each file is detected."""

    mode: Mode = Mode.MERGE
    region: str = ""
    encoding: str = ""
    review: bool = True
    parent_mapping: bool = False


async def create_upload(
    context: ImportContext, options: UploadOptions, actor: str
) -> tuple[Job, Mapping[str, UploadUrl]]:
    """Returns the job, and an upload URL by kind of file. Raises InvalidInput for an unknown region or encoding."""
    region = options.region.strip().upper()
    if region and not known_region(region):
        error = FieldError("region", "region_unknown", "Use an ISO 3166 code such as IN, or leave it out.")
        raise InvalidInput("The region is not known.", [error])
    encoding = options.encoding.strip()
    if encoding and known_encoding(encoding) is None:
        error = FieldError("encoding", "encoding_unknown", CODES["encoding_unknown"].remedy)
        raise InvalidInput("The encoding is not known.", [error])
    now = context.now()
    job_id = reverse_time_id(now, context.new_id())
    job = Job(
        id=job_id,
        name=job_id,
        state=JobState.AWAITING_FILES,
        source=Source.API,
        submitted_by=actor,
        created_at=now,
        moved_at=now,
        mode=options.mode,
        region=region,
        encoding=encoding,
        review=options.review,
        expects_parent=options.parent_mapping,
        # Random, in the blobs' names, so that only holders of the URLs know where the upload's files go.
        upload_key=context.new_id(),
    )
    job = await context.jobs.start(job, None)
    kinds = (FileKind.USER, FileKind.PARENT) if options.parent_mapping else (FileKind.USER,)
    urls = {str(kind): await context.upload_urls.create_url(upload_name(job, kind)) for kind in kinds}
    return job, urls
