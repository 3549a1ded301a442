"""What the statuses that this API answers with are called: RFC 9110, 15, and RFC 6585, 4.

Not http.HTTPStatus: Python 3.13 renamed some of them, and a title or a document must not depend on the version that runs.
"""

from collections.abc import Mapping

PHRASES: Mapping[int, str] = {
    200: "OK",
    201: "Created",
    202: "Accepted",
    204: "No Content",
    206: "Partial Content",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    412: "Precondition Failed",
    413: "Content Too Large",
    416: "Range Not Satisfiable",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
