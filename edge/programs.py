"""Programs that the device's owner names: what they print, and how they fail.

What is said of one that failed is logged and told to headquarters: it holds none of its
arguments, for a password may stand among them.
"""

import re
import subprocess
from collections.abc import Sequence

from kawamori.errors import UnavailableError

_ANY_LOGIN = re.compile(r"(?<=://)[^\s/]*@")


def run_program(command: Sequence[str], timeout_s: float) -> bytes:
    """Return what a program prints; no shell stands between.

    ``UnavailableError`` has its name and its last words when it fails or takes too long.
    """
    name = command[0]
    try:
        done = subprocess.run(  # noqa: S603 the device's owner named it
            command, capture_output=True, timeout=timeout_s, check=True
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        last = without_login(said.splitlines()[-1]) if said else "it said nothing"
        raise UnavailableError(f"{name} failed ({error.returncode}): {last}") from None
    except subprocess.TimeoutExpired:  # its own words hold all arguments
        raise UnavailableError(f"{name} was not done within {timeout_s:g} s") from None
    except OSError as error:
        raise UnavailableError(f"{name}: {error}") from error
    return done.stdout


def without_login(said: str) -> str:
    """Return a text whose addresses have lost what stands before their ``@``."""
    return _ANY_LOGIN.sub("", said)
