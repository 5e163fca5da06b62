"""A letter is handed to a real mail server, or it is known why not, or known to be unknown."""

import socket
from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from alerting.channels.contract import Effect, Receipt, Refused, Unknown
from alerting.channels.email.transport import Email
from kawamori.errors import InvalidError
from kawamori.people import EmailAddress, Language
from kawamori.settings import Settings
from kawamori.storage.telling.deliveries import Delivery

if TYPE_CHECKING:
    from conftest import Office, Postbox

Deliveries = Callable[..., Delivery]
OFFICE = EmailAddress("branch@kawabe.example")
NOW = datetime(2026, 9, 1, 5, 5, tzinfo=UTC)


def email(port: int, **changes: Any) -> Email:
    values = {
        "database_url": SecretStr("postgresql://nowhere"),
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "mail_from": "kawamori@kawabe.example",
    }
    return Email(Settings(**{**values, **changes}), timeout_s=2.0, wall=lambda: NOW)


def opened(letter: bytes) -> EmailMessage:
    message = message_from_bytes(letter, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_letter_arrives_with_its_subject_its_words_and_its_own_name(
    postbox: "Postbox", delivery: Deliveries
) -> None:
    sent = delivery(OFFICE, language=Language.EASY)

    answer = email(postbox.port).send(sent)

    letter = opened(postbox.letters[0])
    assert answer == Receipt(f"<{sent.delivery_id}@kawabe.example>", "accepted")
    assert postbox.recipients == ["branch@kawabe.example"]
    assert letter["Subject"] == "警戒レベル4避難指示 川原町"
    assert letter.get_content().splitlines() == ["危険な場所から全員避難。", "市民会館へ。"]
    assert letter["Message-ID"] == f"<{sent.delivery_id}@kawabe.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert str(sent.delivery_id) in letter["List-Unsubscribe"]
    assert letter["From"] == "川辺市 <kawamori@kawabe.example>"
    assert letter["Content-Language"] == "ja"
    assert letter.get_content_type() == "text/plain"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("450 4.2.0 greylisted", Refused("450", permanent=False, again_in_s=60)),
        ("550 no such user", Refused("550", permanent=True, effect=Effect.BAD_ADDRESS)),
        ("550 5.1.1 no such user", Refused("550", permanent=True, effect=Effect.BAD_ADDRESS)),
        ("554 5.2.1 disabled", Refused("554", permanent=True, effect=Effect.BAD_ADDRESS)),
        ("550 5.7.1 not from you", Refused("550", permanent=True, effect=Effect.PAGE)),
        ("554 no", Refused("554", permanent=True, effect=Effect.PAGE)),
        (
            "530 5.7.0 sign in first",
            Refused("530", permanent=False, again_in_s=60, effect=Effect.HALT),
        ),
    ],
)
def test_what_a_server_says_of_the_recipient(
    postbox: "Postbox", delivery: Deliveries, said: str, answer: Refused
) -> None:
    postbox.to_recipient = said

    assert email(postbox.port).send(delivery(OFFICE)) == answer
    assert postbox.letters == []


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("452 4.3.1 full", Refused("452", permanent=False, again_in_s=60)),
        ("550 spam", Refused("550", permanent=True, effect=Effect.PAGE)),
    ],
)
def test_what_a_server_says_of_the_letter_is_no_fault_of_the_recipient(
    postbox: "Postbox", delivery: Deliveries, said: str, answer: Refused
) -> None:
    postbox.to_letter = said

    assert email(postbox.port).send(delivery(OFFICE)) == answer


def test_a_connection_lost_after_the_letter_leaves_nobody_knowing(
    postbox: "Postbox", delivery: Deliveries
) -> None:
    postbox.hangs_up = True

    assert email(postbox.port).send(delivery(OFFICE)) == Unknown("connection lost")
    assert len(postbox.letters) == 1


def test_a_server_that_is_not_there_was_certainly_sent_nothing(delivery: Deliveries) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))

        answer = email(nobody.getsockname()[1]).send(delivery(OFFICE))

    assert answer == Refused("unreachable", permanent=False)


def test_a_server_without_the_encryption_we_were_told_of_is_sent_nothing(
    postbox: "Postbox", delivery: Deliveries
) -> None:
    answer = email(postbox.port, smtp_security="starttls").send(delivery(OFFICE))

    assert answer == Refused("tls", permanent=False, again_in_s=60, effect=Effect.HALT)
    assert postbox.letters == []


def signed_in(office: "Office", password: str, **changes: Any) -> Email:
    return email(
        office.postbox.port,
        smtp_security="starttls",
        smtp_username="kawamori",
        smtp_password=SecretStr(password),
        **{"smtp_ca_file": office.ca_file, **changes},
    )


def test_a_server_that_wants_encryption_and_a_password_is_given_both(
    strict_office: "Office", delivery: Deliveries
) -> None:
    assert isinstance(
        signed_in(strict_office, strict_office.password).send(delivery(OFFICE)), Receipt
    )
    assert len(strict_office.postbox.letters) == 1


def test_a_wrong_password_stops_all_e_mail_and_calls_an_operator(
    strict_office: "Office", delivery: Deliveries
) -> None:
    answer = signed_in(strict_office, "another").send(delivery(OFFICE))

    assert answer == Refused("535", permanent=False, again_in_s=60, effect=Effect.HALT)


def test_a_server_that_nobody_vouches_for_is_told_no_password(
    strict_office: "Office", delivery: Deliveries
) -> None:
    answer = signed_in(strict_office, strict_office.password, smtp_ca_file=None).send(
        delivery(OFFICE)
    )

    assert answer == Refused("tls", permanent=False, again_in_s=60, effect=Effect.HALT)


def test_without_a_server_and_a_sender_there_is_no_e_mail() -> None:
    with pytest.raises(InvalidError, match="KAWAMORI_SMTP_HOST and KAWAMORI_MAIL_FROM"):
        email(25, mail_from=None)
