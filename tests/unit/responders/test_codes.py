"""A pass's code is looked at offline: what is true in it, and what is refused."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from kawamori.errors import InvalidError, NotAllowedError
from kawamori.storage.responders.signing import Claims, PassKeys, check_pass

OLD, NEW, OTHER = b"o" * 32, b"n" * 32, b"x" * 32
NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
ENDS = NOW + timedelta(minutes=30)


def claims(**more: Any) -> Claims:
    said: dict[str, Any] = {
        "pass_id": 7,
        "responder_id": 12,
        "name": "川辺 太郎",
        "category": "volunteer",
        "skills": ["boat"],
        "area_ids": ["honcho"],
        "valid_until": int((NOW + timedelta(hours=5)).timestamp()),
        "nbf": int(NOW.timestamp()),
        "exp": int(ENDS.timestamp()),
    }
    return Claims(**said | more)


def code(key: bytes = NEW) -> str:
    return PassKeys(key).sign(claims())


def public(key: bytes) -> dict[str, Any]:
    """Return the keys as they came over the wire, once."""
    return dict(json.loads(json.dumps(PassKeys(key).public())))


def test_a_code_says_who_may_do_what_where_and_until_when() -> None:
    shown = check_pass(code(), public(NEW), NOW + timedelta(minutes=29))

    assert (shown.pass_id, shown.responder_id, shown.name) == (7, 12, "川辺 太郎")
    assert (shown.skills, shown.area_ids) == (["boat"], ["honcho"])
    assert (shown.valid_until, shown.expires_at) == (NOW + timedelta(hours=5), ENDS)


def test_a_code_that_has_ended_is_refused() -> None:
    for now in (ENDS, ENDS + timedelta(days=1)):
        with pytest.raises(NotAllowedError, match="this code held until"):
            check_pass(code(), public(NEW), now)


def test_a_code_that_is_yet_to_hold_is_refused_but_for_clocks_that_differ() -> None:
    with pytest.raises(NotAllowedError, match="holds from"):
        check_pass(code(), public(NEW), NOW - timedelta(minutes=3))
    assert check_pass(code(), public(NEW), NOW - timedelta(minutes=1))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_code_that_was_tampered_with_is_refused(part: int) -> None:
    parts = code().split(".")
    first = parts[part][5]
    parts[part] = parts[part][:5] + ("A" if first != "A" else "B") + parts[part][6:]

    with pytest.raises(InvalidError, match="believe nothing"):
        check_pass(".".join(parts), public(NEW), NOW)


def test_other_words_under_the_same_signature_are_refused() -> None:
    header, _, signature = code().split(".")
    said = claims(area_ids=[])
    other = PassKeys(OTHER).sign(said).split(".")[1]

    with pytest.raises(InvalidError):
        check_pass(f"{header}.{other}.{signature}", public(NEW), NOW)


def test_a_code_of_another_key_is_refused() -> None:
    with pytest.raises(InvalidError, match="not of this city"):
        check_pass(code(OTHER), public(NEW), NOW)


def test_a_code_under_our_keys_name_by_another_key_is_refused() -> None:
    kid = public(NEW)["keys"][0]["kid"]
    theirs = ECKey.generate_key("P-256")
    header = {"alg": "ES256", "typ": "kawamori-pass", "kid": kid}
    forged = jws.serialize_compact(header, b"{}", theirs, ["ES256"])

    with pytest.raises(InvalidError):
        check_pass(forged, public(NEW), NOW)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_no_other_algorithm_is_taken(algorithm: str) -> None:
    _, payload, _ = code().split(".")
    kid = public(NEW)["keys"][0]["kid"]
    head = {"alg": algorithm, "typ": "kawamori-pass", "kid": kid}
    if algorithm == "none":
        text = base64.urlsafe_b64encode(json.dumps(head).encode()).rstrip(b"=").decode()
        forged = f"{text}.{payload}."
    else:
        secret = OctKey.import_key(json.dumps(public(NEW)["keys"][0]).ljust(64).encode())
        said = base64.urlsafe_b64decode(payload + "==")
        forged = jws.serialize_compact(head, said, secret, ["HS256"])

    with pytest.raises(InvalidError):
        check_pass(forged, public(NEW), NOW)


def test_something_else_that_the_same_key_signed_is_no_pass() -> None:
    keys = PassKeys(NEW)
    other = jws.serialize_compact(
        {"alg": "ES256", "typ": "JWT", "kid": keys.public()["keys"][0]["kid"]},
        base64.urlsafe_b64decode(code().split(".")[1] + "=="),
        keys._keys[0],  # noqa: SLF001 what nobody else has
        ["ES256"],
    )

    with pytest.raises(InvalidError, match="no code of a pass"):
        check_pass(other, public(NEW), NOW)


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "…", "." * 3, "e30.e30.e30"])
def test_what_is_no_code_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        check_pass(text, public(NEW), NOW)


def test_while_keys_are_rotated_codes_of_both_hold_and_then_of_the_new_alone() -> None:
    before, after = PassKeys(OLD).sign(claims()), PassKeys(NEW + OLD).sign(claims())

    assert check_pass(before, public(NEW + OLD), NOW)
    assert check_pass(after, public(NEW + OLD), NOW)
    assert check_pass(after, public(NEW), NOW)
    with pytest.raises(InvalidError):
        check_pass(before, public(NEW), NOW)


def test_who_fetched_the_keys_before_the_new_key_was_first_knows_it_already() -> None:
    fetched = public(OLD + NEW)  # the new key stands behind, as docs/people.md has it

    assert check_pass(PassKeys(NEW + OLD).sign(claims()), fetched, NOW)


def test_every_process_signs_alike_and_no_private_number_leaves() -> None:
    assert public(NEW) == public(NEW)
    [key] = public(NEW)["keys"]
    assert key.keys() == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    assert public(OTHER)["keys"][0]["kid"] != key["kid"]


def test_a_code_fits_a_square_that_a_phone_reads() -> None:
    assert len(code()) < 700
