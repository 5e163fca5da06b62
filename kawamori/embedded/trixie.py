"""TimescaleDB's Apache-2 edition without Docker: a Debian 13 root that we make and enter.

Debian 13 packages it. Elsewhere ``mmdebstrap`` builds a small Debian 13 once, and the
server runs inside by ``chroot``, as that root's ``postgres`` user, on a loopback port.
"""

import fcntl
import os
import shutil
from pathlib import Path

from kawamori.embedded import children
from kawamori.embedded.postgres import Programs
from kawamori.errors import UnavailableError

PLACE = "KAWAMORI_TRIXIE"
DEFAULT_PLACE = Path("/var/cache/kawamori/trixie")
PROGRAMS = Path("/usr/lib/postgresql/17/bin")
LIBRARY = Path("usr/lib/postgresql/17/lib/timescaledb.so")
PACKAGES = "postgresql-17,postgresql-17-timescaledb"
SETTINGS = {"shared_preload_libraries": "timescaledb", "timescaledb.telemetry_level": "off"}


def find_timescaledb() -> Programs:
    """Return a PostgreSQL 17 with TimescaleDB, building a Debian 13 root if there is none."""
    if (Path("/") / LIBRARY).exists():
        return Programs(PROGRAMS, account=children.unprivileged_account(), settings=SETTINGS)
    root = Path(os.environ.get(PLACE, DEFAULT_PLACE))
    if os.geteuid() != 0:
        raise UnavailableError(
            "TimescaleDB is not installed, and entering a Debian 13 root needs root: "
            "install postgresql-17-timescaledb, or run as root"
        )
    if not (root / LIBRARY).exists():
        build(root)
    return Programs(PROGRAMS, root=root, account="postgres", settings=SETTINGS)


def build(root: Path) -> None:
    """Build the Debian 13 root; whoever comes second waits for the first."""
    if shutil.which("mmdebstrap") is None:
        raise UnavailableError(f"{root} is not there and mmdebstrap is not installed to make it")
    root.parent.mkdir(parents=True, exist_ok=True)
    with root.with_name(root.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (root / LIBRARY).exists():
            return
        partial = root.with_name(root.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        children.run(
            ["mmdebstrap", "--variant=apt", f"--include={PACKAGES}", "trixie", str(partial)]
        )
        partial.rename(root)


if __name__ == "__main__":
    find_timescaledb()
