"""An order as people release it: every file that is published of it fits the standard's schema."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree
from pydantic import SecretStr

from alerting.publish import Publisher, letterhead_of
from kawamori.cap.alerts import CapAlert, MsgType
from kawamori.cap.languages import TAGS
from kawamori.cap.read import check, parse, read
from kawamori.cap.signatures import read_certificates, verify
from kawamori.errors import InvalidError
from kawamori.orders import Actor, City, Draft, OrderLevel, ReleasePolicy, Step, phrase
from kawamori.people import Language
from kawamori.runs import ACTUAL, Run
from kawamori.settings import Settings
from kawamori.storage.orders.composing import compose_order
from kawamori.storage.orders.releasing import lift_order, release_order
from kawamori.storage.orders.retracting import retract_order
from kawamori.storage.orders.standing import find_order
from kawamori.storage.orders.wording import matter_of_the_rest, words_of
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from kawamori.storage.connections import Connection
    from kawamori.testing.town import Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

SCHEMA = Path(os.environ.get("KAWAMORI_CAP_SCHEMA", "none")) / "CAP-v1.2-schema_oasis.xsd"
CITY = City("川辺市", "Kawabe City", "かわべし")


@pytest.fixture
def settings(database: str) -> Settings:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kawabe.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Settings(
        database_url=SecretStr(database),
        cap_sender="bosai@kawabe.example",
        cap_signing_key=SecretStr(pem),
        cap_signing_certificate=certificate.public_bytes(Encoding.PEM).decode(),
    )


@pytest.fixture
def city(connection: "Connection") -> "Connection":
    settle_districts(connection)
    return connection


def release(city: "Connection", level: OrderLevel, run: Run = ACTUAL) -> int:
    now = run.now(datetime.now(UTC))
    draft = Draft(level, ("kawara", "minato"), "氾濫危険水位に到達", shelter="川辺小学校")
    order_id = compose_order(city, run, draft, Actor("Fumi", "operator", now))
    typed = phrase(level, find_order(city, order_id).areas, Step.RELEASE)
    goro = Actor("Goro", "commander", now)
    release_order(city, order_id, goro, city=CITY, policy=ReleasePolicy(), typed=typed)
    return order_id


def lift(city: "Connection", order_id: int, *areas: str) -> None:
    order = find_order(city, order_id)
    names = [area for area in order.areas if area.area_id in areas]
    typed = phrase(order.level, names, Step.LIFT)
    goro = Actor("Goro", "commander", datetime.now(UTC))
    lift_order(city, order_id, goro, city=CITY, typed=typed, area_ids=areas)


def retract(city: "Connection", order_id: int) -> None:
    now = datetime.now(UTC)
    goro = Actor("Goro", "commander", now)
    typed = phrase(OrderLevel.EVACUATION, find_order(city, order_id).areas, Step.RETRACT)
    retract_order(city, order_id, goro, city=CITY, typed=typed, because="誤発令", wall=now)


def publish(city: "Connection", settings: Settings) -> list[bytes]:
    """Publish what waits and return every file there is."""
    city.execute("UPDATE messages SET routed_at = now() WHERE routed_at IS NULL")
    letterhead = letterhead_of(settings)
    assert letterhead is not None
    publisher = Publisher(letterhead, lambda: datetime.now(UTC))
    while publisher.step(city):
        pass
    rows = city.execute("SELECT xml FROM cap_messages ORDER BY published_at, serial").fetchall()
    return [bytes(row[0]) for row in rows]


def tags(alert: CapAlert) -> list[str]:
    return [info.language for info in alert.infos]


@pytest.mark.parametrize("level", OrderLevel)
def test_in_an_exercise_an_order_is_told_in_every_language(
    city: "Connection", town: "Town", settings: Settings, level: OrderLevel
) -> None:
    release(city, level, town.start_drill("drill-1"))

    (xml,) = publish(city, settings)

    alert = read(xml)
    assert tags(alert) == list(TAGS.values())
    assert all(info.headline.startswith("【訓練】") for info in alert.infos)
    assert all("川原町" in info.description or "川原町" in info.headline for info in alert.infos)


@pytest.mark.parametrize("level", OrderLevel)
def test_in_earnest_it_is_told_in_the_languages_whose_wording_is_confirmed(
    city: "Connection", settings: Settings, level: OrderLevel
) -> None:
    order = find_order(city, release(city, level))

    (xml,) = publish(city, settings)

    in_japanese = words_of(matter_of_the_rest(order, CITY, ["kawara"])).in_japanese
    assert Language.PT in in_japanese or level is OrderLevel.ELDERLY
    assert tags(read(xml)) == [tag for each, tag in TAGS.items() if each not in in_japanese]


def test_every_file_is_signed_by_the_city_and_checks(
    city: "Connection", settings: Settings
) -> None:
    order_id = release(city, OrderLevel.EVACUATION)
    publish(city, settings)
    lift(city, order_id, "kawara")

    files = publish(city, settings)

    assert settings.cap_signing_certificate is not None
    trusted = read_certificates(settings.cap_signing_certificate.encode())
    assert len(files) == 3
    for xml in files:
        root = parse(xml)
        check(root)
        signed = verify(root, trusted)
        assert signed is not None
        assert signed.is_trusted


@pytest.mark.skipif(not SCHEMA.is_file(), reason="KAWAMORI_CAP_SCHEMA names no folder with it")
def test_release_part_lifting_and_retraction_all_fit_the_schema(
    city: "Connection", settings: Settings
) -> None:
    order_id = release(city, OrderLevel.EVACUATION)
    publish(city, settings)
    lift(city, order_id, "kawara")
    publish(city, settings)
    retract(city, order_id)

    files = publish(city, settings)

    assert len(files) == 4
    assert read(files[-1]).msg_type is MsgType.CANCEL
    xsd = etree.XMLSchema(etree.parse(SCHEMA))
    for xml in files:
        assert xsd.validate(etree.fromstring(xml)), xsd.error_log


def test_half_a_signature_is_refused_at_the_start(settings: Settings) -> None:
    settings.cap_signing_certificate = None

    with pytest.raises(InvalidError, match="go together"):
        letterhead_of(settings)


def test_without_a_sender_nothing_is_published(settings: Settings) -> None:
    settings.cap_sender = ""

    assert letterhead_of(settings) is None
