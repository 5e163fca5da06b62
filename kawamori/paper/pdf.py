"""A page as PDF, made by a process of its own: whoever looks on does not wait for it.

WeasyPrint computes for seconds, and its libraries are the machine's. Beside the
process that serves a live map it would hold up everybody; so one page is one child.
"""

import os
import subprocess
import sys
from threading import BoundedSemaphore

from kawamori.errors import InvalidError, UnavailableError

LONGEST_S = 120.0
WAIT_S = 30.0
AT_ONCE = 2

PDF_MISSING = (
    "no PDF can be made here: {what}. Install Debian's libpango-1.0-0 libpangoft2-1.0-0"
    " libharfbuzz-subset0 fonts-noto-cjk fonts-dejavu-core, or print the page from a browser"
)

_turns = BoundedSemaphore(AT_ONCE)


def pdf_of(page: str) -> bytes:
    """Return a page, whole HTML with its style, as PDF with its fonts embedded.

    Nothing is loaded from elsewhere. ``UnavailableError`` says what to install where
    pango or Japanese fonts are missing, and when too many are being made at once.
    """
    if not _turns.acquire(timeout=WAIT_S):
        raise UnavailableError(f"{AT_ONCE} PDF are being made already: ask again in a moment")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kawamori.paper"],
            input=page.encode(),
            capture_output=True,
            timeout=LONGEST_S,
            check=False,
            env=os.environ | {"PYTHONWARNINGS": "ignore"},
        )
    except subprocess.TimeoutExpired as error:
        raise InvalidError(
            f"the PDF was not made within {LONGEST_S:.0f} s: ask for less of it at once"
        ) from error
    finally:
        _turns.release()
    said = done.stderr.decode(errors="replace").strip()
    if done.returncode == os.EX_UNAVAILABLE:
        raise UnavailableError(PDF_MISSING.format(what=said.splitlines()[-1]))
    if done.returncode < 0:  # a signal: what pango does where the machine has no font at all
        raise UnavailableError(PDF_MISSING.format(what="its libraries broke down, or find no font"))
    if done.returncode != os.EX_OK:
        raise RuntimeError(f"the PDF failed: {said[-2000:]}")
    return done.stdout
