"""What a browser gets to show: a small JSON text, the same for everybody but for its id."""

import msgspec

from alerting.channels.push.encryption import LONGEST_TEXT
from kawamori.messages.proof import code_of
from kawamori.storage.telling.deliveries import Delivery

CUT = "…"
LONGEST_TITLE = 200


class Payload(msgspec.Struct, frozen=True):
    """What the page behind a browser is told.

    ``id`` is the delivery's: what is shown under it is shown once, however often it comes,
    and who opened it says so by it. ``code`` is what the body ends with: everybody's who is told
    the same. ``level`` is a gauge's in the families gauge and own, else 警戒レベル.
    """

    id: str
    code: str | None
    level: int
    kind: str
    family: str
    status: str
    title: str
    body: str
    url: str


def payload(delivery: Delivery, url: str) -> bytes:
    """Return the text to encrypt; a body that is too long for the services ends in an ellipsis."""
    title, _, body = delivery.body.partition("\n")
    text = Payload(
        str(delivery.delivery_id),
        code_of(delivery.body),
        delivery.level,
        delivery.kind,
        delivery.family,
        delivery.status,
        title[:LONGEST_TITLE],
        body.strip(),
        url,
    )
    encoded = msgspec.json.encode(text)
    over = len(encoded) - LONGEST_TEXT
    while over > 0:
        shorter = text.body.encode()[: -over - len(CUT.encode())].decode(errors="ignore")
        text = msgspec.structs.replace(text, body=shorter + CUT)
        encoded = msgspec.json.encode(text)
        over = len(encoded) - LONGEST_TEXT
    return encoded
