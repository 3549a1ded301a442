"""Queries that several lists take."""

from functions.http.paging import PageQuery
from functions.models.fields import NamePrefix


class CandidateQuery(PageQuery):
    """Which candidates to list."""

    q: NamePrefix = ""
