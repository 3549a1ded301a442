"""The local host with everything logged that anything logs, at every level, with the arguments of each record."""

import logging
import sys
from pathlib import Path

from local.host import end, main
from local.invocation import LocalWorker


def load(app_dir: Path) -> LocalWorker:
    """The app, for which the host's silence about requests to storage is undone: in Azure it has its own alone."""
    logging.getLogger("azure.core.pipeline.policies.http_logging_policy").setLevel(logging.NOTSET)
    return LocalWorker.load(app_dir)


if __name__ == "__main__":
    # Before main, which changes nothing where there is a handler.
    logging.basicConfig(level=logging.DEBUG, format="%(levelname)s %(name)s: %(message)s %(args)r %(exc_text)s")
    end(main(sys.argv[1:], load))
