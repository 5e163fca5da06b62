"""A signed alert says who signed it; whatever was changed since is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from lxml import etree

from kawamori.cap.alerts import CapAlert, MsgType, Scope, Status
from kawamori.cap.read import check, parse
from kawamori.cap.signatures import Signer, read_certificates, verify
from kawamori.cap.write import to_bytes, tree_of
from kawamori.errors import InvalidError

NOW = datetime(2026, 9, 1, 14, 5, tzinfo=UTC)
ALERT = CapAlert(
    "urn:uuid:1", "bosai@city.example", NOW, Status.ACTUAL, MsgType.ALERT, Scope.PUBLIC
)
KEYS: dict[str, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey] = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "ec": ec.generate_private_key(ec.SECP256R1()),
}


def certificate(kind: str, begins: datetime = NOW - timedelta(days=1)) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "city.example")])
    own = KEYS[kind]
    made = (
        x509.CertificateBuilder(name, name, own.public_key(), 7)
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=30))
        .sign(own, SHA256())
    )
    return made.public_bytes(Encoding.PEM)


def key(kind: str) -> bytes:
    return KEYS[kind].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def signed(kind: str = "ec", by: bytes = b"") -> bytes:
    return to_bytes(Signer(key(kind), by or certificate(kind)).sign(tree_of(ALERT)))


@pytest.mark.parametrize("kind", KEYS)
def test_a_signed_alert_is_cap_with_its_signature_last(kind: str) -> None:
    root = parse(signed(kind))
    check(root)

    found = verify(root)

    assert etree.QName(root[-1]).localname == "Signature"
    assert found is not None
    assert (found.signer, found.is_trusted) == ("CN=city.example", False)


def test_a_certificate_that_was_given_is_trusted_while_it_lasts() -> None:
    own = certificate("ec")
    root = parse(signed(by=own))

    found = verify(root, read_certificates(certificate("rsa") + own))

    assert found is not None
    assert found.is_trusted


def test_an_alert_sent_outside_the_time_of_its_certificate_is_refused() -> None:
    later = certificate("ec", NOW + timedelta(days=1))
    root = parse(signed(by=later))

    with pytest.raises(InvalidError, match=r"does not fit: .*not valid before"):
        verify(root, read_certificates(later))


def test_one_changed_letter_is_refused() -> None:
    forged = signed().replace(b"<status>Actual</status>", b"<status>Test</status>")

    with pytest.raises(InvalidError, match="the signature does not fit"):
        verify(parse(forged))


def test_what_was_indented_after_signing_is_read_without_the_space() -> None:
    tight = etree.XMLParser(remove_blank_text=True)
    root = etree.fromstring(to_bytes(tree_of(ALERT)), tight)
    root = Signer(key("ec"), certificate("ec")).sign(root)
    etree.indent(root)
    indented = to_bytes(root)
    assert b"\n  <status>" in indented

    found = verify(parse(indented))

    assert found is not None
    assert b"\n  <status>" not in to_bytes(found.root)


def test_a_signature_over_a_part_or_before_the_end_is_refused() -> None:
    root = parse(signed())
    root.insert(0, root[-1])

    with pytest.raises(InvalidError, match="the last element"):
        verify(root)


def test_what_nobody_signed_is_told_so() -> None:
    assert verify(tree_of(ALERT)) is None


def test_a_key_of_another_certificate_is_refused_at_once() -> None:
    with pytest.raises(InvalidError, match="another key"):
        Signer(key("rsa"), certificate("ec"))
    with pytest.raises(InvalidError, match="CAP signing key"):
        Signer(b"no key", certificate("ec"))
