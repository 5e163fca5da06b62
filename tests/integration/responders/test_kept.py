"""What is kept of responders is thinned, sealed and written down, column by column."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from api.testing.responders import (
    KEY,
    NAME,
)
from kawamori.storage.people.rotation import rotate_keys
from kawamori.storage.people.visits import Reader
from kawamori.storage.responders.people import read_emergency, responder
from kawamori.storage.responders.sealing import ResponderSeals
from kawamori.storage.retention import apply_retention
from kawamori.storage.staff.secrets import secret_hash
from kawamori.testing.responders import enrol
from kawamori.testing.traces import dump, found, rows

if TYPE_CHECKING:
    from kawamori.storage.connections import Connection
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

ROOT = Path(__file__).parents[3]
E164 = "+819012345678"
AOI = Reader("Aoi", "commander", "本部の閉鎖")
NEW = b"n" * 32
OWN_COLUMNS = """
SELECT table_name || '.' || column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name IN ('responders', 'responder_addresses',
  'responder_registrations', 'responder_skills', 'responder_steps', 'responder_covers',
  'responder_passes', 'responder_positions')
"""
ROW = re.compile(r"^\| `([a-z_]+)` \| ([^|]+) \|", re.MULTILINE)
POSITION = "INSERT INTO responder_positions VALUES (%s, %s, %s, 35.05, 138.97, 8)"


def test_positions_are_thinned_after_a_day_and_gone_after_ninety(world: "World") -> None:
    now = datetime(2026, 11, 20, 3, 5, tzinfo=UTC)
    drill = world.start_drill("drill")  # the river of September, played today
    enrol(world.connection, KEY, now=now)
    minute = timedelta(minutes=1)
    for run_no, ago, count in (
        (0, timedelta(days=91), 5),
        (0, timedelta(days=2), 30),
        (0, minute, 3),
    ):
        for n in range(count):
            world.connection.execute(POSITION, (1, run_no, now - ago - n * minute))
    for n in range(3):
        world.connection.execute(POSITION, (1, drill.run_no, world.now + n * minute))

    apply_retention(world.connection, {}, now)

    query = "SELECT run_no, at FROM responder_positions ORDER BY run_no, at"
    kept = rows(world.connection, query)
    thinned = [now - timedelta(days=2) - n * minute for n in (29, 25, 15, 5)]
    whole = [now - n * minute for n in (3, 2, 1)]
    assert [at for run_no, at in kept if run_no == 0] == [*thinned, *whole]
    assert len(kept) == 4 + 3 + 3


def test_what_is_sealed_is_sealed_anew_when_keys_change(world: "World") -> None:
    now = datetime.now(UTC)
    enrol(world.connection, KEY, now=now)

    rotated = rotate_keys(world.connection, NEW + KEY)

    assert [rotated[f"responders' {what}"].renewed for what in ("person", "emergency")] == [1, 1]
    seals = ResponderSeals(NEW)
    who = responder(world.connection, 1, now, seals).who
    assert who is not None
    assert who.name == NAME
    assert read_emergency(world.connection, seals, 1, AOI).name == "川辺 花子"


def test_the_page_on_responders_names_every_column(connection: "Connection") -> None:
    there = {row[0] for row in rows(connection, OWN_COLUMNS)}
    page = (ROOT / "docs" / "responders.md").read_text("utf-8")
    named = {
        f"{table}.{column}"
        for table, columns in ROW.findall(page)
        for column in re.findall(r"`([a-z_]+)`", columns)
    }

    assert named == there


def test_a_key_is_kept_as_a_hash_alone(world: "World") -> None:
    key = enrol(world.connection, KEY, now=datetime.now(UTC)).key

    assert rows(world.connection, "SELECT key_hash FROM responders") == [(secret_hash(key),)]
    assert found({"key": key}, dump(world.connection)) == []
