"""The local host with Microsoft's Python worker in the place of its own: python -m tests.conformance.host [app folder].

Needs Python 3.13 and the packages of requirements.txt beside it (interpreter.py makes such a venv).
"""

import logging
import sys

from local.host import end, main
from tests.conformance.worker import RuntimeWorker

if __name__ == "__main__":
    # At every invocation, and at the start one line of all functions: nothing that a failed test would need.
    logging.getLogger("azure.functions").setLevel(logging.WARNING)
    end(main(sys.argv[1:], RuntimeWorker.load))
