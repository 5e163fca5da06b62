"""The spool's file: its tables, how it is opened, and what a fault in it means."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kawamori.errors import ConflictError, InvalidError, KawamoriError, UnavailableError
from kawamori.runs import Status
from kawamori.times import FIRST_US, LAST_US, from_us, to_us

VERSION = 2
PAGE_BYTES = 4096
_PRIMARY_CODE = 0xFF  # the rest of a SQLite result code is detail

_SCHEMA = f"""
BEGIN;
CREATE TABLE owner (device_id TEXT NOT NULL, status TEXT NOT NULL, run TEXT NOT NULL);
CREATE TABLE boots (
  boot INTEGER PRIMARY KEY,
  machine_boot TEXT NOT NULL,
  started_s REAL NOT NULL,
  started_us INTEGER
);
CREATE TABLE streams (
  stream_id INTEGER PRIMARY KEY,
  station_id TEXT NOT NULL,
  datastream TEXT NOT NULL,
  UNIQUE (station_id, datastream)
);
CREATE TABLE readings (
  boot INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  stream_id INTEGER NOT NULL,
  observed_us INTEGER NOT NULL,
  result REAL NOT NULL,
  uptime_s REAL,
  confidence REAL,
  still TEXT,
  spread REAL,
  calibration_us INTEGER,
  PRIMARY KEY (boot, seq)
) WITHOUT ROWID;
PRAGMA user_version = {VERSION};
COMMIT;
"""

_UPGRADE = f"""
BEGIN IMMEDIATE;
ALTER TABLE readings ADD COLUMN spread REAL;
ALTER TABLE readings ADD COLUMN calibration_us INTEGER;
PRAGMA user_version = {VERSION};
COMMIT;
"""

_COLUMNS_1 = "boot, seq, station_id, datastream, observed_us, result, uptime_s, confidence, still"
_FROM = "FROM readings JOIN streams USING (stream_id)"
READINGS_1 = f"SELECT {_COLUMNS_1} {_FROM}"
READINGS = f"SELECT {_COLUMNS_1}, spread, calibration_us {_FROM}"


class TornError(InvalidError):
    """The spool's file is damaged: set it aside and begin a new one."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose readings a spool holds; one file never holds two statuses or two runs."""

    device_id: str
    status: Status
    run: str

    def file_name(self) -> str:
        """Return the name of the owner's spool."""
        return f"{'-'.join(filter(None, (self.device_id, self.status, self.run)))}.spool"


@dataclass(frozen=True, slots=True)
class Spooled:
    """A reading with its place in the spool; ``uptime_s`` only when its clock was in doubt."""

    boot: int
    seq: int
    station_id: str
    datastream: str
    observed_at: datetime
    result: float
    uptime_s: float | None = None
    confidence: float | None = None
    still: str | None = None
    spread: float | None = None
    calibration: datetime | None = None

    @property
    def place(self) -> tuple[int, int]:
        """The boot and the sequence number, by which readings are ordered and forgotten."""
        return self.boot, self.seq


@dataclass(frozen=True, slots=True)
class Boot:
    """One start of the agent: when that was by the stopwatch, and, once known, by the clock."""

    boot: int
    machine_boot: str
    started_s: float
    started_at: datetime | None


def open_tables(path: Path | None, owner: Owner) -> sqlite3.Connection:
    """Open the file, or make it, for this process alone; without a path, in memory.

    ``TornError``: it is damaged. ``ConflictError``: another agent has it open, or it
    is somebody else's. ``UnavailableError``: the disk is full or fails.
    """
    try:
        database = sqlite3.connect(
            path or ":memory:", timeout=0, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as error:
        raise refusal(path, error) from error
    try:
        database.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        database.execute("PRAGMA locking_mode = EXCLUSIVE")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        _check(database, path, owner)
    except sqlite3.Error as error:
        database.close()
        raise refusal(path, error) from error
    except KawamoriError:
        database.close()
        raise
    return database


def refusal(path: Path | None, error: sqlite3.Error) -> KawamoriError:
    """Return what a fault of SQLite's asks of us."""
    match getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY_CODE:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return ConflictError(f"spool {path} is held by another agent: stop that one first")
        case (
            sqlite3.SQLITE_FULL
            | sqlite3.SQLITE_IOERR
            | sqlite3.SQLITE_CANTOPEN
            | sqlite3.SQLITE_READONLY
        ):
            return UnavailableError(f"spool {path}: the disk takes nothing: {error}")
        case _:
            return TornError(f"spool {path} is damaged: {error}")


def since_us(calibration: datetime | None) -> int | None:
    """Return from when on a calibration holds, as a row has it; "since ever" stays readable."""
    return None if calibration is None else min(max(to_us(calibration), FIRST_US), LAST_US)


def as_spooled(row: tuple[Any, ...]) -> Spooled:
    """Return the reading in a row of ``READINGS``, or of ``READINGS_1``."""
    boot, seq, station_id, datastream, observed_us, result, uptime_s, confidence, still, *more = row
    spread, calibration_us = more or (None, None)
    return Spooled(
        *(boot, seq, station_id, datastream, from_us(observed_us)),
        *(result, uptime_s, confidence, still, spread),
        None if calibration_us is None else from_us(calibration_us),
    )


def _check(database: sqlite3.Connection, path: Path | None, owner: Owner) -> None:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    (tables,) = database.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if version == 0 and tables == 0:
        database.executescript(_SCHEMA)
        database.execute(
            "INSERT INTO owner VALUES (?, ?, ?)", (owner.device_id, owner.status.value, owner.run)
        )
        return
    if version > VERSION:
        raise ConflictError(f"spool {path} is of a newer version, {version}: update this agent")
    (fault,) = database.execute("PRAGMA quick_check(1)").fetchone()
    if fault != "ok":
        raise TornError(f"spool {path} is damaged: {fault}")
    found = database.execute("SELECT device_id, status, run FROM owner").fetchone()
    if found != (owner.device_id, owner.status.value, owner.run):
        raise ConflictError(f"spool {path} belongs to {found}, not to {owner}")
    if version < VERSION:
        database.executescript(_UPGRADE)
