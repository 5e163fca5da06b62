"""When the canary's chain breaks, a letter says where, past everything that may be broken."""

from email import message_from_bytes
from email.policy import default
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from alerting.paging import MailPager
from kawamori.errors import InvalidError, UnavailableError
from kawamori.settings import Settings

if TYPE_CHECKING:
    from conftest import Postbox


def pager(port: int, to: str | None = "duty@kawabe.example") -> MailPager:
    return MailPager(
        Settings(
            database_url=SecretStr("postgresql://127.0.0.1:9/nothing"),
            smtp_host="127.0.0.1",
            smtp_port=port,
            smtp_security="none",
            mail_from="kawamori@kawabe.example",
            page_email=to,
        )
    )


def test_a_page_is_a_letter_to_whoever_is_named(postbox: "Postbox") -> None:
    pager(postbox.port).page("【川守】自己診断 異常", "観測値が届きません")

    letter = message_from_bytes(postbox.letters[0], policy=default)
    assert postbox.recipients == ["duty@kawabe.example"]
    assert letter["Subject"] == "【川守】自己診断 異常"
    assert "観測値が届きません" in str(letter.get_content())


def test_a_mail_server_that_takes_nothing_is_said_and_stops_nobody(postbox: "Postbox") -> None:
    postbox.to_letter = "452 4.3.1 disk full"

    with pytest.raises(UnavailableError, match="did not take a page: SMTPDataError"):
        pager(postbox.port).page("title", "text")
    with pytest.raises(UnavailableError, match="did not take a page: ConnectionRefused"):
        pager(9).page("title", "text")


def test_whom_to_page_must_be_an_address(postbox: "Postbox") -> None:
    with pytest.raises(InvalidError):
        pager(postbox.port, "the duty desk")
    with pytest.raises(InvalidError, match="KAWAMORI_PAGE_EMAIL"):
        pager(postbox.port, None)
