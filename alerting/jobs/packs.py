"""One after-action pack from the queue: files made of what is kept, put into one."""

import logging
from collections.abc import Callable
from datetime import datetime

from kawamori.errors import KawamoriError, UnavailableError
from kawamori.paper.packs import pack_of
from kawamori.settings import Settings
from kawamori.storage.chronology.packs import (
    begin_pack,
    fail_pack,
    find_pack,
    finish_pack,
    give_back_pack,
)
from kawamori.storage.connections import connect, unavailable_when_lost
from kawamori.storage.jobs import InterruptedWorkError
from kawamori.storage.orders.rules import city_of
from kawamori.storage.runs import find_run

log = logging.getLogger(__name__)


def do_pack(
    settings: Settings,
    wall: Callable[[], datetime],
    pack_id: int,
    must_leave: Callable[[], bool],
) -> None:
    """Make a pack that was asked for; whatever is wrong with it is told to who asked."""
    url = settings.database_url.get_secret_value()
    with unavailable_when_lost(), connect(url, name="pack") as connection:
        attempt = begin_pack(connection, pack_id)
        if attempt is None:
            return

        def leave_if_asked() -> None:
            if must_leave():
                give_back_pack(connection, attempt)
                raise InterruptedWorkError("the worker ends")

        asked = find_pack(connection, pack_id)
        run = find_run(connection, asked.run)
        try:
            content = pack_of(
                connection,
                run,
                asked.since,
                asked.until,
                city=city_of(settings),
                person=asked.person,
                made_at=run.now(wall()),
                between=leave_if_asked,
            )
        except InterruptedWorkError:
            raise
        except UnavailableError as error:
            if not connection.closed:  # no PDF can be made here: to be told, not tried for ever
                fail_pack(connection, attempt, str(error))
                return
            raise
        except KawamoriError as error:
            fail_pack(connection, attempt, str(error))
        except Exception as error:
            log.exception("pack %s failed", pack_id)
            fail_pack(connection, attempt, f"a fault of ours: {error!r}")
        else:
            finish_pack(connection, attempt, content)
            log.info("pack %d: done, %d bytes", pack_id, len(content))
