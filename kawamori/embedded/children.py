"""Start programs that do not outlive the one that started them.

Linux sends a child a signal when its parent dies (``setpriv --pdeathsig``), so that
even a launcher that was killed leaves nothing running. Children must therefore be
started from the main thread: the signal comes when the starting *thread* ends.
"""

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from kawamori.errors import UnavailableError

Process = subprocess.Popen[bytes]

ACCOUNT = "kawamori"
NOBODY = "nobody"
_GROUPS = {NOBODY: "nogroup"}  # every other account has one of its own name
_TAIL_LINES = 15


def start(
    command: Sequence[str | Path],
    *,
    output: IO[bytes] | int,
    account: str | None = None,
    root: Path | None = None,
    at_parents_death: signal.Signals = signal.SIGTERM,
    environ: Mapping[str, str] | None = None,
) -> Process:
    """Start a program in a process group of its own; it ends when we do.

    ``account`` is whom it runs as, ``root`` the directory it takes for ``/``; both
    need us to be root. A Ctrl-C in the terminal reaches only us: we end the others.
    """
    return subprocess.Popen(  # noqa: S603 the caller's own command
        [*_prefix(account, root, at_parents_death), *map(str, command)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=environ,
        start_new_session=True,
    )


def run(
    command: Sequence[str | Path],
    *,
    account: str | None = None,
    root: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> str:
    """Run a program to its end and return what it printed; say all it said if it fails.

    ``environ`` adds to ours: everybody on the machine can read a command line.
    """
    done = subprocess.run(  # noqa: S603 the caller's own command
        [*_prefix(account, root, signal.SIGTERM), *map(str, command)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env={**os.environ, **(environ or {})},
    )
    if done.returncode:
        raise UnavailableError(
            f"{command[0]} ended with {done.returncode}: {done.stderr or done.stdout}"
        )
    return done.stdout


def end(process: Process, by: signal.Signals = signal.SIGTERM, *, within_s: float = 10) -> None:
    """Ask a child to end and wait; kill it when it has not after ``within_s`` seconds."""
    if process.poll() is not None:
        return
    process.send_signal(by)
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def kill_with_children(process: Process) -> None:
    """Kill a program and what it started, as a power cut would: nobody goes on for a moment."""
    pid = process.pid
    there = Path(f"/proc/{pid}/task/{pid}/children")
    started = [int(child) for child in there.read_text().split()] if there.exists() else []
    process.kill()
    for child in started:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    process.wait()


def unprivileged_account() -> str | None:
    """Return whom a database may run as: nobody else unless we are root, which it refuses.

    As root the system account ``kawamori`` is made when it is not there; where that can't
    be done, as in a bare container, it is ``nobody``.
    """
    if os.geteuid() != 0:
        return None
    import pwd  # noqa: PLC0415 absent where there is no root

    try:
        pwd.getpwnam(ACCOUNT)
    except KeyError:
        if shutil.which("useradd") is None:
            return NOBODY
        options = ("--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent")
        run(["useradd", *options, "--shell", "/usr/sbin/nologin", ACCOUNT])
    return ACCOUNT


def tail(log: Path) -> str:
    """Return the last lines of a log, for an error message."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-_TAIL_LINES:])


def _prefix(account: str | None, root: Path | None, death: signal.Signals) -> list[str]:
    prefix = ["chroot", str(root)] if root else []
    if shutil.which("setpriv"):
        prefix += ["setpriv", "--pdeathsig", death.name.removeprefix("SIG")]
        if account:
            group = _GROUPS.get(account, account)
            prefix += ["--reuid", account, "--regid", group, "--init-groups"]
        prefix.append("--")
    elif account:
        raise UnavailableError("setpriv (package util-linux) is needed to leave root: install it")
    return prefix
