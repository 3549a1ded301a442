"""Column choices: what is remembered for files whose titles are not known by themselves."""

from azure.functions import Blueprint

from functions.http.call import Answer, Call
from functions.http.endpoint import endpoint
from functions.http.paging import PageQuery, page, position
from functions.models.column_choices import ColumnChoicePage, column_choice_out
from shared.services.uploads.columns.remembered import forget_remembered, list_remembered

bp = Blueprint()


@bp.route(route="column-choices", methods=["GET"])
@endpoint("List remembered columns", {200: ColumnChoicePage})
async def list_column_choices(call: Call, query: PageQuery) -> Answer:
    """Lists what was chosen for titles that are not known. Files with the same titles are read like that."""
    found, following = await list_remembered(call.services.groups, query.limit, position(call, query))
    return page(ColumnChoicePage, call, [column_choice_out(each) for each in found], following)


@bp.route(route="column-choices/{fingerprint}", methods=["DELETE"])
@endpoint("Forget remembered columns", {204: None}, errors=[409])
async def forget_column_choice(call: Call, fingerprint: str) -> Answer:
    """Forgets a choice: the next file with these titles asks again. Uploads that were read by it stay as they are."""
    await forget_remembered(call.services.groups, call.caller.subject, fingerprint)
    return Answer(status=204)
