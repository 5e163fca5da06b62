"""The city's authority: certificates for devices alone, and a list that does not run out."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kawamori.errors import InvalidError
from kawamori.fleet.authority import Authority, open_authority

NOW = datetime(2026, 9, 10, 0, 0, tzinfo=UTC)
YEARS = timedelta(days=7300)


@pytest.fixture
def authority() -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kawamori devices")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(NOW + YEARS)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate, key)


def test_a_certificate_names_its_device_and_serves_clients_alone(authority: Authority) -> None:
    issued = authority.issue("bridge-1", NOW)

    certificate = x509.load_pem_x509_certificate(issued.certificate)
    key = serialization.load_pem_private_key(issued.key, None)
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert certificate.subject.rfc4514_string() == "CN=bridge-1"
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert certificate.public_key() == key.public_key()
    assert certificate.fingerprint(hashes.SHA256()).hex() == issued.fingerprint


def test_a_list_names_what_is_over_and_is_good_as_long_as_the_authority(
    authority: Authority,
) -> None:
    issued = authority.issue("bridge-1", NOW)

    listed = x509.load_pem_x509_crl(authority.revocation_list([(issued.serial, NOW)], NOW))

    assert [f"{each.serial_number:x}" for each in listed] == [issued.serial]
    assert listed.next_update_utc == NOW + YEARS


@pytest.mark.parametrize("name", ["ingest", "simulator", "broker", "Bridge-1", "+", "a/b", ""])
def test_nobody_is_given_a_name_that_the_access_rules_give_more(
    authority: Authority, name: str
) -> None:
    with pytest.raises(InvalidError):
        authority.issue(name, NOW)


def test_a_folder_without_an_authority_is_told_with_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidError, match=r"ca\.crt can't be read: .*; deploy/init makes it"):
        open_authority(tmp_path)
