"""Send codes to the numbers that wait for one."""

import logging
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from alerting.channels.contract import Answer, Receipt
from alerting.channels.sms.transport import Sms
from alerting.channels.voice.transport import Voice
from alerting.dispatch import Connections
from kawamori.people import Channel, Language, PhoneNumber
from kawamori.settings import Settings
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.verifications import CodeSeal, claim_code, keep_answer, keep_code

log = logging.getLogger(__name__)

DIGITS = 6


class CodeChannel(Protocol):
    """A way to bring a code to a number; it never raises."""

    def send_code(self, number: PhoneNumber, code: str, language: Language) -> Answer:
        """Send a code once."""
        ...


class CodeSender:
    """Makes a code for each number that waits, keeps its hash, and sends it once.

    Whether it arrived is the person's to say: who got none asks again.
    """

    def __init__(
        self,
        channels: Mapping[Channel, CodeChannel],
        connections: Connections,
        seal: AddressSeal,
        codes: CodeSeal,
    ) -> None:
        """``channels`` are those that codes can be sent by."""
        self._channels = channels
        self._connections = connections
        self._seal = seal
        self._codes = codes

    def step(self, now: datetime) -> bool:
        """Send one code; False when nobody waits for one."""
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
        with self._connections() as connection:
            waiting = claim_code(connection, self._seal, list(self._channels), now)
            if waiting is None:
                return False
            keep_code(connection, self._codes, waiting.verification_id, code)
        channel = self._channels[waiting.channel]
        answer = channel.send_code(waiting.number, code, waiting.language)
        said = answer.status if isinstance(answer, Receipt) else answer.code
        if not isinstance(answer, Receipt):
            log.warning("a code to %r: %s", waiting.number, said)
        with self._connections() as connection:
            keep_answer(connection, waiting.verification_id, said)
        return True


def code_sender(settings: Settings, connections: Connections) -> CodeSender | None:
    """Return what sends codes by every way that the settings have; None where there is none."""
    if settings.twilio_account_sid is None:
        return None
    key = settings.people_key_bytes()
    channels: dict[Channel, CodeChannel] = {Channel.SMS: Sms(settings)}
    if settings.twilio_voice_from is not None:
        channels[Channel.VOICE] = Voice(settings)
    return CodeSender(channels, connections, AddressSeal(key), CodeSeal(key))
