"""Who gets what on every route, written by hand from docs/contract.md (Access) and docs/connectors.md (Calling in), and not
from the code: a rule that is wrong in shared/domain/access.py is not wrong here too.

A route without a row fails the tests, and so does a row without a route.
"""

ADMITTED = "ok"
ON_ORGANIZATION_GROUP = ["organization admin", "group admin", "member", "outsider", "without a number", "application"]
CONNECTORS = ["information", "member list", "management", "webhooks", "elsewhere"]
ON_PRIVATE_GROUP = ["organization admin outside", "organization admin as member", "organization admin as admin"]
COLUMNS = [*ON_ORGANIZATION_GROUP, *CONNECTORS, *ON_PRIVATE_GROUP]
"""Callers. Connectors are linked to the group and have the one permission; the one elsewhere has all of them, on another
group. On a private group everybody else gets what they get on an organization group, hence three columns more."""

_TABLE = """
                           on an organization group        connector                  private group, organization admin
operation                  orga admi memb outs nonu appl   info list mana hook else   outs memb admi

get_health                 ok   ok   ok   ok   ok   ok     ok   ok   ok   ok   ok     ok   ok   ok
get_openapi                ok   ok   ok   ok   ok   ok     ok   ok   ok   ok   ok     ok   ok   ok
get_docs                   ok   ok   ok   ok   ok   ok     ok   ok   ok   ok   ok     ok   ok   ok
get_me                     ok   ok   ok   ok   ok   ok     ok   ok   ok   ok   ok     ok   ok   ok
list_groups                ok   ok   ok   ok   ok   ok     ok   403  403  403  ok     ok   ok   ok
create_group               ok   ok   ok   ok   ok   ok     403  403  403  403  403    ok   ok   ok
get_upload_template        ok   ok   ok   ok   ok   ok     403  403  403  403  403    ok   ok   ok
get_upload_template_workbook ok ok   ok   ok   ok   ok     403  403  403  403  403    ok   ok   ok

get_group                  ok   ok   ok   404  404  404    ok   403  403  403  404    404  ok   ok
list_subgroups             ok   ok   ok   404  404  404    ok   403  403  403  404    404  ok   ok
list_group_connectors      ok   ok   ok   404  404  404    ok   403  403  403  404    404  ok   ok
list_group_actions         ok   ok   ok   404  404  404    ok   403  403  403  404    404  ok   ok
list_members               ok   ok   ok   404  404  404    403  ok   403  403  404    404  ok   ok

update_group               ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
delete_group               ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
link_group                 ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
unlink_group               ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
add_members                ok   ok   403  404  404  404    403  403  ok   403  404    404  403  ok
read_member_file           ok   ok   403  404  404  404    403  403  ok   403  404    404  403  ok
update_member              ok   ok   403  404  404  404    403  403  ok   403  404    404  403  ok
list_subgroup_candidates   ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
link_subgroup              ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
unlink_subgroup            ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
list_audit                 ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
list_connector_candidates  ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
link_connector             ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
unlink_connector           ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
list_action_candidates     ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
put_group_action           ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
unlink_action              ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
publish_action             ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok
unpublish_action           ok   ok   403  404  404  404    403  403  403  403  404    404  403  ok

about another member:
get_member                 ok   ok   403  404  404  404    403  ok   403  403  404    404  403  ok
remove_member              ok   ok   403  404  404  404    403  403  ok   403  404    404  403  ok

of a group that is not deleted:
restore_group              404  404  404  404  404  404    404  404  404  404  404    404  404  404

list_connectors            ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
create_connector           ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
get_connector              ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
update_connector           ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
delete_connector           ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
rotate_connector_secret    ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
list_actions               ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
create_action              ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
get_action                 ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
update_action              ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
delete_action              ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
get_identity               ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
put_identity               ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
delete_identity            ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
list_uploads               ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
create_upload              ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
get_upload                 ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
list_upload_problems       ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
get_upload_log             ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
get_upload_rejected        ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
get_upload_rejected_workbook ok 403  403  403  403  403    403  403  403  403  403    ok   ok   ok
get_upload_undo_plan       ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
list_upload_rejected_rows  ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
get_upload_corrections     ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
correct_upload             ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
apply_upload               ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
cancel_upload              ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
rerun_upload               ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
undo_upload                ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
choose_upload_columns      ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
list_column_choices        ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
forget_column_choice       ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
list_exports               ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
create_export              ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
get_export                 ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
get_export_file            ok   403  403  403  403  403    403  403  403  403  403    ok   ok   ok
"""

WITHOUT_TOKEN = {"get_health", "get_openapi", "get_docs"}
"""What is public: a token, good or bad, is not looked at. Everything else is 401 without a good one."""

RESTORE_DELETED = {
    "organization admin": ADMITTED,
    "group admin": ADMITTED,
    "member": "404",
    "outsider": "404",
    "without a number": "404",
    "application": "404",
}
"""Who may restore a deleted organization group; a private one its admins alone. Everything else about a deleted group is
404 for everybody."""


def rows() -> dict[str, dict[str, str]]:
    """By operation and caller: ADMITTED or the status."""
    lines = (line.split() for line in _TABLE.splitlines() if "_" in line)
    return {name: dict(zip(COLUMNS, statuses, strict=True)) for name, *statuses in lines}
