"""Web Push encryption: what the standard prints comes out, and a browser reads what we write."""

import json
import os
from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from alerting.channels.push.encryption import LONGEST_TEXT, encrypt, new_envelope
from kawamori.errors import InvalidError
from kawamori.vapid import (
    Vapid,
    as_bytes,
    as_text,
    new_private_key,
    read_private_key,
)

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
ORIGIN = "https://push.example.net"
BROWSER = generate_private_key(SECP256R1())
P256DH = BROWSER.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
AUTH = os.urandom(16)


def test_the_example_of_rfc_8291_comes_out_byte_for_byte() -> None:
    ours = derive_private_key(
        int.from_bytes(as_bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), SECP256R1()
    )
    browser = as_bytes(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )

    envelope = new_envelope(
        browser,
        as_bytes("BTBZMqHH6r4Tts7J_aSIgg"),
        private_key=ours,
        salt=as_bytes("DGv6ra1nlYgDCS1FRnbzlw"),
    )

    assert as_text(envelope.key) == "oIhVW04MRdy2XN9CiKLxTg"
    assert as_text(envelope.nonce) == "4h_95klXJ5E_qnoN"
    assert as_text(encrypt(envelope, b"When I grow up, I want to be a watermelon")) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=LONGEST_TEXT))
def test_a_browser_reads_what_was_written_and_the_service_takes_it(text: bytes) -> None:
    body = encrypt(new_envelope(P256DH, AUTH), text)

    assert http_ece.decrypt(body, private_key=BROWSER, auth_secret=AUTH) == text
    assert len(body) <= 4096


def test_no_two_envelopes_share_a_secret() -> None:
    one, other = new_envelope(P256DH, AUTH), new_envelope(P256DH, AUTH)

    assert not set(one) & set(other)


@pytest.mark.parametrize(
    "key",
    [b"", b"\x04" + bytes(64), os.urandom(65)],
    ids=["nothing", "no point", "any bytes"],
)
def test_a_key_that_is_no_point_of_the_curve_is_refused(key: bytes) -> None:
    with pytest.raises(InvalidError, match="no point"):
        new_envelope(key, AUTH)


def test_a_service_can_check_who_pushes() -> None:
    vapid = Vapid(read_private_key(new_private_key()), "mailto:bousai@city.example")

    header = vapid.authorization(ORIGIN, NOW)

    token, key = header.removeprefix("vapid t=").split(", k=")
    point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), as_bytes(key))
    claims = jwt.decode(
        token, point, algorithms=["ES256"], audience=ORIGIN, options={"verify_exp": False}
    )
    assert claims["sub"] == "mailto:bousai@city.example"
    assert NOW < datetime.fromtimestamp(claims["exp"], UTC) < NOW + timedelta(hours=24)
    assert json.loads(urlsafe_b64decode(token.split(".")[0])) == {"typ": "JWT", "alg": "ES256"}


def test_a_token_is_kept_for_each_service_and_renewed_in_time() -> None:
    vapid = Vapid(read_private_key(new_private_key()), "mailto:bousai@city.example")

    first = vapid.authorization(ORIGIN, NOW)

    assert vapid.authorization(ORIGIN, NOW + timedelta(hours=10)) == first
    assert vapid.authorization(ORIGIN, NOW + timedelta(hours=11, minutes=30)) != first
    assert vapid.authorization("https://other.example.net", NOW) != first


@pytest.mark.parametrize(
    "text",
    ["", "short", "*" * 43, "A" * 43, new_private_key() + "AAAA"],
    ids=["nothing", "short", "no base64", "no key", "longer"],
)
def test_a_key_in_the_settings_that_is_none_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(InvalidError, match="kawamori push new-key") as refusal:
        read_private_key(text)

    assert not text or text not in str(refusal.value)


def test_a_subject_nobody_can_write_to_is_refused() -> None:
    with pytest.raises(InvalidError, match="bousai@city"):
        Vapid(read_private_key(new_private_key()), "bousai@city.example")
