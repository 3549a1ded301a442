"""The local host: runs the function app on one machine without Azure Functions Core Tools.

Development only. The deployed app never imports this package (tests/ hold that), so everything here may
print, start processes and keep a signing key on disk.
"""

import sys

# Here, because an older Python stumbles over the package's other modules before they could say so.
if sys.version_info < (3, 11):  # noqa: UP036  # it is here for the very Python that ruff thinks is none
    sys.exit("Muster needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; set PYTHON to another.")
