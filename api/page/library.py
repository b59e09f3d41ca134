"""The chart library as one script: Vega, Vega-Lite and their embedder, put together once by each process that serves.

Putting it together takes a second or two, in which nothing else of its process goes on, not even for who asks only
whether it lives. So it is done in a process of its own, begun when the service begins.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import Future
from functools import lru_cache

import structlog
import vl_convert

log = structlog.get_logger()
#: What the page calls it by.
SNIPPET = "window.vegaEmbed = vegaEmbed;"
_PROGRAM = f"import sys, vl_convert; sys.stdout.buffer.write(vl_convert.javascript_bundle({SNIPPET!r}).encode())"
#: Seconds after which the other process is given up.
PATIENCE = 60


def begin_library() -> None:
    """Begin to put the library together, and wait for nothing."""
    _begun()


def chart_library() -> str:
    """Return the library; who comes before it is there waits for it. What failed is tried again by the next."""
    begun = _begun()
    try:
        return begun.result()
    except Exception:  # Whatever it was goes on to who asked.
        _begun.cache_clear()
        raise


@lru_cache(maxsize=1)
def _begun() -> Future[str]:
    made: Future[str] = Future()

    def make() -> None:
        try:
            made.set_result(_make())
        except Exception as error:  # Whatever it is, who waits for the library gets it.
            made.set_exception(error)

    # A service that ends does not wait for it.
    threading.Thread(target=make, name="charts", daemon=True).start()
    return made


def _make() -> str:
    try:
        done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, check=True, timeout=PATIENCE)
        return done.stdout.decode()
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("charts_made_here", kind=type(error).__name__)
        return str(vl_convert.javascript_bundle(SNIPPET))
