"""What a partner's program is sent, and how it knows that it is from us (Standard Webhooks)."""

import hashlib
import hmac
import json
from base64 import b64encode, urlsafe_b64decode
from datetime import datetime

from kawamori.messages.proof import code_of
from kawamori.storage.telling.deliveries import Delivery


def payload(delivery: Delivery) -> bytes:
    """Return the JSON that tells of a delivery; the same at every try.

    ``level`` is the gauge's of ``gauge`` and ``own``, else the alert level (警戒レベル).
    """
    title, _, rest = delivery.body.partition("\n")
    told = {
        "type": f"message.{delivery.family}",
        "timestamp": delivery.created_at.isoformat(),
        "data": {
            "delivery_id": str(delivery.delivery_id),
            "status": delivery.status,
            "family": delivery.family,
            "kind": delivery.kind,
            "level": delivery.level,
            "thread": delivery.thread,
            "language": delivery.language,
            "code": code_of(delivery.body),
            "title": title.strip(),
            "text": rest.strip(),
        },
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def signed_headers(delivery: Delivery, secret: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers of one try; by ``webhook-id`` the receiver knows it again."""
    webhook_id, timestamp = str(delivery.delivery_id), str(int(now.timestamp()))
    return {
        "content-type": "application/json",
        "user-agent": "kawamori",
        "webhook-id": webhook_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{sign(secret, webhook_id, timestamp, body)}",
    }


def sign(secret: str, webhook_id: str, timestamp: str, body: bytes) -> str:
    """Return the signature over all three, by a secret in base64url."""
    key = urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
    signed = b".".join((webhook_id.encode(), timestamp.encode(), body))
    return b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
