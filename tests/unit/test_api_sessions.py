"""A session is worth what the token behind it is worth, and not a moment longer."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from api.sessions import LASTS, Tokens
from kawamori.settings import Token

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
AOI = Token(token=SecretStr("aoi-commands-headquarters"), person="Aoi", role="commander")
FUMI = Token(token=SecretStr("fumi-operates-the-desk"), person="Fumi", role="operator")
TOKENS = Tokens([AOI, FUMI])


def session_of(token: Token) -> str:
    session = TOKENS.open_session(token.token.get_secret_value(), NOW)
    assert session is not None
    return session


def test_a_token_belongs_to_one_named_person() -> None:
    assert TOKENS.owner("aoi-commands-headquarters") == ("Aoi", "commander")
    assert TOKENS.owner("fumi-operates-the-desk") == ("Fumi", "operator")
    assert TOKENS.owner("aoi-commands-headquarter") is None
    assert TOKENS.owner("") is None


def test_a_session_belongs_to_whose_token_it_was() -> None:
    assert TOKENS.holder(session_of(FUMI), NOW) == ("Fumi", "operator")


def test_a_session_ends_after_a_shift() -> None:
    session = session_of(AOI)

    assert TOKENS.holder(session, NOW + LASTS - timedelta(seconds=1)) is not None
    assert TOKENS.holder(session, NOW + LASTS) is None


def test_a_session_ends_when_its_token_is_withdrawn() -> None:
    session = session_of(AOI)

    assert Tokens([FUMI]).holder(session, NOW) is None


def test_a_session_can_not_be_made_longer() -> None:
    ends, _, signature = session_of(AOI).partition(".")
    later = f"{int(ends) + 3600}.{signature}"

    assert TOKENS.holder(later, NOW) is None


@pytest.mark.parametrize("forged", ["", ".", "x", "9999999999.", "9999999999.0", "é.ü", "1.2.3"])
def test_a_forged_session_is_nobodys(forged: str) -> None:
    assert TOKENS.holder(forged, NOW) is None


def test_a_session_does_not_give_its_token_away() -> None:
    assert "aoi" not in session_of(AOI)


def test_nobody_has_a_session_without_a_token() -> None:
    assert TOKENS.open_session("nobody-knows-this-one", NOW) is None
