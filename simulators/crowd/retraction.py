"""The flood was an error after all: it is taken back, in one act, from everybody who was told."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from kawamori.messages import gauge_texts
from kawamori.messages.corrections import CorrectionKind, correction_of_notice, correction_texts
from kawamori.messages.proof import with_code
from kawamori.messages.written import Texts
from kawamori.people import Channel
from kawamori.storage.connections import Connection
from kawamori.storage.telling.corrections import correct_message
from kawamori.storage.telling.messages import matters_of
from kawamori.storage.telling.proven import codes_of
from kawamori.storage.telling.settlements import End, ends_of_run
from simulators.crowd.town import Town

QUEUED_WITHIN_S = 60.0
SENT_WITHIN_S = 900.0


def retract(town: Town, connection: Connection, say: Callable[[str], None]) -> dict[int, Texts]:
    """Retract what the crowd was told; return the texts of the notice and of its retraction."""
    run_no = town.run.run_no
    told = ends_of_run(connection, run_no)
    (message_id,) = {end.message_id for end in told}
    (matter,) = matters_of(connection, [message_id])
    texts = correction_texts(
        correction_of_notice(matter, CorrectionKind.RETRACT, because="水位計の故障")
    )
    begun = time.monotonic()
    with connection.transaction():
        done = correct_message(
            connection,
            message_id,
            CorrectionKind.RETRACT,
            texts,
            person="Aoi",
            role="commander",
            reason="水位計の故障",
            now=datetime.now(UTC),
        )

    def correcting() -> list[End]:
        ends = ends_of_run(connection, run_no)
        return [end for end in ends if end.message_id == done.message_id]

    def over(channel: Channel | None) -> bool:
        waiting = [end for end in correcting() if end.state in {"due", "claimed", "unknown"}]
        return not [end for end in waiting if channel in {None, end.channel}]

    for what, is_so, within_s in [
        ("queued", lambda: len(correcting()) >= len(told), QUEUED_WITHIN_S),
        ("sent by push", lambda: over(Channel.PUSH), SENT_WITHIN_S),
        ("sent by SMS too", lambda: over(None), SENT_WITHIN_S),
    ]:
        town.live_until(is_so, within_s=within_s, what=f"the retraction is {what}")
        say(f"retraction {what} after {time.monotonic() - begun:.1f} s")
    codes = codes_of(connection, [message_id, done.message_id])
    return {
        message_id: with_code(gauge_texts(matter), codes[message_id]),
        done.message_id: with_code(texts, codes[done.message_id]),
    }
