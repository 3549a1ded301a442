"""What a request says about the plan that somebody reviewed, and the check that it is still the plan."""

from pydantic import Field

from functions.http.call import Call
from functions.http.etags import precondition
from functions.http.models import Query
from functions.models.uploads import shown_version
from shared.errors import PreconditionFailed
from shared.services.uploads.control_upload import Confirmation
from shared.services.uploads.view_uploads import UploadView


class ReviewedQuery(Query):
    """What was reviewed."""

    plan: str | None = Field(None, max_length=100, description="The id of the plan that was reviewed.")


def confirmation(call: Call, query: ReviewedQuery) -> Confirmation:
    """Raises PreconditionFailed for an upload that is not what If-Match and `plan` of the request say."""
    check = precondition(call)

    def confirm(view: UploadView) -> None:
        check(shown_version(view))
        if query.plan is not None and query.plan != view.job.plan_id:
            raise PreconditionFailed("The upload was planned again after this plan. Look at the new plan first.")

    return confirm
