"""The shapes of answers that several operations have: a version with its ETag, a new resource, a file."""

from pydantic import BaseModel

from functions.http.call import Answer, Call
from functions.http.etags import etag_of
from shared.domain.workbooks.write.workbook import CONTENT_TYPE

CSV = "text/csv; charset=utf-8"
HTML = "text/html; charset=utf-8"
XLSX = CONTENT_TYPE
BYTES = "application/octet-stream"


def versioned(body: BaseModel, stored: str, status: int = 200) -> Answer:
    """A resource with the ETag of its stored version."""
    return Answer(body, status, {"ETag": etag_of(stored)})


def created(call: Call, body: BaseModel, resource_id: str, stored: str) -> Answer:
    """A new resource of the list that the call was sent to: 201 with its URL and its ETag."""
    location = f"{call.request.url.partition('?')[0]}/{resource_id}"
    return Answer(body, 201, {"ETag": etag_of(stored), "Location": location})


def attachment(content: bytes, name: str, content_type: str) -> Answer:
    """A file that browsers save under this name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Answer(content, headers=headers, content_type=content_type)
