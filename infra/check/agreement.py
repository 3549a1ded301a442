"""Rules that hold the deployment and the code together: settings, containers, blob triggers, roles, hooks."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from infra.check.bicep_file import BicepFile, key, nodes, properties, string_value, text
from shared.settings import SETTINGS
from shared.storage.clients import CONTAINERS

# A setting that Azure is given otherwise, and how: by these app settings, or by none and for this reason.
REPLACED: Mapping[str, tuple[str, ...]] = {
    # An account without keys has no connection string: the prefix names an identity-based connection.
    "AzureWebJobsStorage": tuple(
        f"AzureWebJobsStorage__{part}"
        for part in ("blobServiceUri", "queueServiceUri", "tableServiceUri", "credential", "clientId")
    ),
    # Its parts are settings of their own.
    "DataStorage": (),
    # functionAppConfig.runtime.name says it; as an app setting Flex Consumption does not allow it.
    "FUNCTIONS_WORKER_RUNTIME": (),
}
# App settings that are Azure's own and no business of settings.py.
AZURES_OWN = frozenset({"APPLICATIONINSIGHTS_CONNECTION_STRING", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING"})
DEAD_LETTERS = "event-dead-letters"

_BLOBS = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs"
WRITE_ONLY = frozenset({f"{_BLOBS}/write", f"{_BLOBS}/add/action"})
"""What a group of people may do in storage: neither read, list nor delete what others dropped."""

_GUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_PARAMETER = re.compile(r"(?:string\()?(\w+)\)?")
_ENVIRONMENT = re.compile(r"\$\{?env:(\w+)|\$\{(\w+)[:?}]|process\.env\.(\w+)|\bsetting\(\"(\w+)\"\)")
_HANDED_ON = re.compile(r"\b([a-z]\w+)=\"?\$(?:env:|\{)")
BY_AZD = frozenset({"AZURE_ENV_NAME", "AZURE_SUBSCRIPTION_ID", "AZURE_LOCATION"})
"""What azd itself puts into the environment of a hook, besides the outputs of main.bicep. The tenant is not among it."""
_BY_HAND = frozenset({"PORTAL_CLIENT_ID", "PORTAL_SCOPE", "PORTAL_AUTHORITY"})
"""What docs/operations.md tells to `azd env set` and only hooks read."""


def setting_problems(main: BicepFile, function_app: BicepFile) -> Iterator[str]:
    """App settings are those of settings.py, and the defaults of the parameters behind them are its defaults."""
    given = dict(app_settings(main)) | dict(app_settings(function_app))
    wanted = {name for setting in SETTINGS for name in REPLACED.get(setting.name, (setting.name,))}
    for name in sorted(wanted - given.keys()):
        yield f"app setting {name} is in shared/settings.py and not in Bicep"
    for name in sorted(given.keys() - wanted - AZURES_OWN):
        yield f"app setting {name} is in Bicep and not in shared/settings.py"
    for setting in SETTINGS:
        match = _PARAMETER.fullmatch(given.get(setting.name, ""))
        parameter = main.parameters.get(match.group(1)) if match else None
        if parameter is not None and parameter.default is not None and parameter.default.strip("'") != setting.default:
            yield f"{parameter.name} is {parameter.default} by default, {setting.name} '{setting.default}'"


def app_settings(file: BicepFile) -> Iterator[tuple[str, str]]:
    """Names and expressions of the object `settings`, or of what is united with it."""
    for node in nodes(file.root):
        if node.type == "object_property" and key(node) == "settings":
            yield from ((key(child), text(child.named_children[-1])) for child in properties(node.named_children[-1]))
        function = node.child_by_field_name("function") if node.type == "call_expression" else None
        if function is not None and text(function) == "union":
            first, *others = node.named_children[-1].named_children
            if text(first) == "settings":
                for child in (child for other in others for child in properties(other)):
                    yield key(child), text(child.named_children[-1])


def container_problems(main: BicepFile) -> Iterator[str]:
    """The data account has the containers of the code, and one for dead letters."""
    found = None
    for node in nodes(main.root):
        if node.type == "object_property" and key(node) == "containers":
            names = [string_value(child) or text(child) for child in node.named_children[-1].named_children]
            found = names if "uploads" in names else found
    if found is None or set(found) != {*CONTAINERS, "deadLetterContainer"}:
        yield f"main.bicep: containers are {found}, the code has {list(CONTAINERS)}"
    if main.variables.get("deadLetterContainer") != f"'{DEAD_LETTERS}'":
        yield f"main.bicep: deadLetterContainer is not '{DEAD_LETTERS}'"


def trigger_problems(subscriptions: BicepFile, triggers: Mapping[str, str]) -> Iterator[str]:
    """There is one subscription for each blob-triggered function, on its container. `triggers`: container to name."""
    found = {}
    for node in nodes(subscriptions.root):
        fields = {key(child): string_value(child.named_children[-1]) for child in properties(node)}
        if fields.keys() == {"container", "function"}:
            found[fields["container"]] = fields["function"]
    if found != dict(triggers):
        yield f"event-subscriptions.bicep has {found}, the code has {dict(triggers)}"


def role_problems(files: Mapping[Path, BicepFile], list_of_roles: Path) -> Iterator[str]:
    """Role ids stand in the one list only, each used, and each used one in the list."""
    roles = json.loads(list_of_roles.read_text())
    used = set()
    for file in files.values():
        for found in _GUID.findall(text(file.root)):
            yield f"{file.path.name}: {found} belongs into {list_of_roles.name}"
        for node in nodes(file.root):
            if node.type == "subscript_expression" and text(node.named_children[0]) == "roleIds":
                used.add(string_value(node.named_children[1]))
    for name, guid in roles.items():
        if not _GUID.fullmatch(guid):
            yield f"{list_of_roles.name}: the id of {name} is no GUID"
    for difference in sorted(str(name) for name in used ^ roles.keys()):
        yield f"{list_of_roles.name} and roles.bicep differ about {difference}"


def people_problems(roles: BicepFile) -> Iterator[str]:
    """Groups of people have roles of our own only, and those may do no more than write blobs."""
    for node in nodes(roles.root):
        if node.type != "object":
            continue
        fields = {key(child): child.named_children[-1] for child in properties(node)}
        if "roleDefinitionId" in fields and string_value(fields.get("principalType", node)) == "Group":
            names = {text(each) for each in nodes(fields["roleDefinitionId"]) if each.type == "identifier"}
            own = {name for name, resource in roles.resources.items() if "roleDefinitions@" in resource.kind}
            if not names & own:
                yield f"{roles.path.name}: a group of people has {text(fields['roleDefinitionId'])}, no role of ours"
        if "dataActions" in fields:
            given = {string_value(each) or text(each) for each in fields["dataActions"].named_children}
            given |= {text(each) for each in fields["actions"].named_children}
            for action in sorted(given - WRITE_ONLY):
                yield f"{roles.path.name}: a role of ours may {action}"


def hook_problems(hooks: Path, main: BicepFile, subscriptions: BicepFile) -> Iterator[str]:
    """The hooks read what main.bicep puts out, or what `azd env set` and azd itself put there, and give the second
    phase the parameters that it has."""
    parameters = read_environment(main.path.with_suffix(".bicepparam"))
    for hook in sorted(hooks.glob("connect-events.*")):
        given = set(_HANDED_ON.findall(hook.read_text()))
        if given != subscriptions.parameters.keys():
            yield f"{hook.name}: gives {sorted(given)}, {subscriptions.path.name} has {sorted(subscriptions.parameters)}"
    for hook in sorted(hooks.glob("*")):
        for names in _ENVIRONMENT.findall(hook.read_text()):
            name = "".join(names)
            if name.isupper() and name not in main.outputs | parameters | BY_AZD | _BY_HAND:
                yield f"{hook.name}: nothing sets {name}"


def read_environment(parameters: Path) -> set[str]:
    """The variables that the parameters file reads."""
    return set(re.findall(r"readEnvironmentVariable\('(\w+)'", parameters.read_text()))
