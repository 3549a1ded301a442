"""The function app: what the Functions host indexes."""

from azure.functions import AuthLevel, FunctionApp

from functions import blueprints
from shared.settings import settings

settings()  # a missing or malformed setting stops the start, with a sentence that names it

app = FunctionApp(http_auth_level=AuthLevel.ANONYMOUS)
for blueprint in blueprints:
    app.register_functions(blueprint)
