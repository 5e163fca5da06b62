"""What is logged while somebody steps in tells nobody who they were, before the purge and after."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from api.testing.responders import ASKED, KEY, NAME, decide, make_fit, sign_up
from kawamori.storage.people.visits import Reader
from kawamori.storage.responders.purging import purge_responders
from kawamori.testing.callouts import Desk
from kawamori.testing.traces import found, rows
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.storage.connections import Connection
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

AOI = Reader("Aoi", "commander", "本部の閉鎖")
END = "the test has ended"


def server_log(connection: "Connection") -> Path:
    """Return where this database server writes its log."""
    [(data,)] = rows(connection, "SHOW data_directory")
    return Path(data).with_name(Path(data).name + ".log")


def test_no_log_tells_who_somebody_was(
    api: "Api", world: "World", caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    log = server_log(world.connection)
    begun = log.stat().st_size

    key = sign_up(api, world.connection)["key"]
    make_fit(api, 1, key)
    for wrong in ({"number": "090-1234-567"}, {"born": "2020-13-40"}, {"kind": "川辺 太郎"}):
        assert api.post("/responders", who=None, json={**ASKED, **wrong}).status_code >= 400
    decide(api, 1, "emergency", reason="搬送").raise_for_status()
    Desk(world.connection, KEY, wall=datetime.now(UTC)).call_out()
    assert purge_responders(world.connection, KEY, AOI, datetime.now(UTC)) == [1]
    world.connection.execute(f"DO $$ BEGIN RAISE LOG '{END}'; END $$".encode())

    until(lambda: END in log.read_text(encoding="utf-8"))
    said = log.read_bytes()[begun:].decode()
    told = {"programs": caplog.text, "database": said}
    secrets: dict[str, str | bytes] = {
        "name": NAME,
        "reading": "かわべ",
        "born": "1990-04-01",
        "number": "+819012345678",
        "number in Japan": "09012345678",
        "number as written": "090-1234-567",
        "contact": "花子",
        "contact's number": "9077776666",
        "certificate": "98765",
        "key": key,
    }
    assert "HTTP" in caplog.text
    assert found(secrets, told) == []
