"""The push service on this machine refuses what a real one would, and takes what others send."""

import json
import ssl
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from pywebpush import webpush

from alerting.channels.push.encryption import encrypt, new_envelope
from alerting.channels.push.jobs import Surroundings
from kawamori.vapid import Vapid, as_bytes, new_private_key, read_private_key
from simulators.push.testing import PushService

NOW = datetime.now(UTC)
OTHER = Vapid(read_private_key(new_private_key()), "mailto:somebody@else.example")


@pytest.fixture
def ours(around: Surroundings) -> Vapid:
    return Vapid(read_private_key(around.vapid_private_key), around.vapid_subject)


def post(
    service: PushService,
    there: dict[str, Any],
    headers: dict[str, str],
    body: bytes | None = None,
    endpoint: str | None = None,
) -> int:
    """Post a text to a browser, and return the status."""
    keys = there["keys"]
    envelope = new_envelope(as_bytes(keys["p256dh"]), as_bytes(keys["auth"]))
    whole = encrypt(envelope, b'{"id": 1}') if body is None else body
    trusted = ssl.create_default_context(cafile=service.ca_file)
    with httpx.Client(verify=trusted) as client:
        to = endpoint or there["endpoint"]
        return client.post(to, content=whole, headers=headers).status_code


def good(service: PushService, vapid: Vapid, now: datetime = NOW) -> dict[str, str]:
    """Return headers that nothing is wrong with."""
    return {
        "Authorization": vapid.authorization(service.origin, now),
        "TTL": "60",
        "Content-Encoding": "aes128gcm",
    }


def test_a_well_made_message_is_taken(service: PushService, ours: Vapid) -> None:
    (there,) = service.browsers(1, ours.public_key)

    assert post(service, there, good(service, ours)) == 201


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Bearer abc"}, 401),
        ({"TTL": ""}, 400),
        ({"TTL": "soon"}, 400),
        ({"Topic": "x" * 33}, 400),
        ({"Topic": "what else?"}, 400),
        ({"Urgency": "very-high"}, 400),
        ({"Content-Encoding": "aesgcm"}, 415),
    ],
)
def test_headers_that_break_a_rule_are_refused(
    service: PushService, ours: Vapid, wrong: dict[str, str], status: int
) -> None:
    (there,) = service.browsers(1, ours.public_key)

    assert post(service, there, {**good(service, ours), **wrong}) == status


def test_nobody_pushes_in_another_s_name(service: PushService, ours: Vapid) -> None:
    (there,) = service.browsers(1, ours.public_key)
    elsewhere = {**good(service, ours), "Authorization": ours.authorization("https://a.b", NOW)}
    old = Vapid(read_private_key(new_private_key()), "mailto:a@b.example")
    (theirs,) = service.browsers(1, old.public_key)

    assert post(service, there, good(service, OTHER)) == 403
    assert post(service, there, elsewhere) == 403
    assert post(service, theirs, good(service, old, NOW - timedelta(days=2))) == 403


def test_what_the_browser_can_not_read_is_refused(service: PushService, ours: Vapid) -> None:
    there, other = service.browsers(2, ours.public_key)
    headers = good(service, ours)

    assert post(service, there, headers, b"not encrypted") == 400
    assert post(service, other, headers, endpoint=there["endpoint"]) == 400
    assert post(service, there, headers, bytes(4097)) == 413
    assert post(service, there, headers, endpoint=f"{service.origin}/push/nobody") == 404


def test_what_pywebpush_sends_is_read(
    service: PushService, around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(service.ca_file))
    (there,) = service.browsers()

    webpush(
        subscription_info=there,
        data=json.dumps({"id": "theirs"}),
        vapid_private_key=around.vapid_private_key,
        vapid_claims={"sub": around.vapid_subject},
        ttl=60,
    )

    assert service.shown(there["endpoint"]) == [{"id": "theirs"}]
