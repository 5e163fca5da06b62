"""The city's own certificate authority: it vouches for devices, and says which it no longer does.

A revocation list is good for as long as the authority itself. A list that ran out would lock every
device out at once, in the storm in which nobody had the time to write another.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kawamori.errors import InvalidError
from kawamori.stations import check_slug

LASTS = timedelta(days=3 * 365)
PARTS = ("ingest", "simulator", "broker", "localhost")  # the access rules give these more
_CLOCKS_DIFFER = timedelta(hours=1)


class Issued(NamedTuple):
    """A new key and the certificate for it, in PEM; serial and fingerprint (SHA-256) in hex."""

    key: bytes
    certificate: bytes
    serial: str
    fingerprint: str
    not_before: datetime
    not_after: datetime


class Authority:
    """Signs for devices with the city's key."""

    def __init__(self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        self._certificate = certificate
        self._key = key

    @property
    def certificate(self) -> bytes:
        """The authority's own certificate, in PEM: what a device trusts the broker by."""
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, device_id: str, now: datetime, lasts: timedelta = LASTS) -> Issued:
        """Return a new key for a device, and a certificate with its id as the common name."""
        check_slug("device_id", device_id)
        if device_id in PARTS:
            raise InvalidError(f"{device_id!r} is a part of Kawamori: name the device otherwise")
        if lasts <= timedelta(0):
            raise InvalidError(f"a certificate for {lasts.days} days: give at least one")
        key = ec.generate_private_key(ec.SECP256R1())
        end = min(now + lasts, self._certificate.not_valid_after_utc)
        made = _of_device(device_id, key.public_key())
        certificate = (
            made.issuer_name(self._certificate.subject)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _CLOCKS_DIFFER)
            .not_valid_after(end)
            .add_extension(self._key_identifier(), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return Issued(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
            certificate.public_bytes(serialization.Encoding.PEM),
            f"{certificate.serial_number:x}",
            certificate.fingerprint(hashes.SHA256()).hex(),
            certificate.not_valid_before_utc,
            certificate.not_valid_after_utc,
        )

    def revocation_list(self, ended: Iterable[tuple[str, datetime]], now: datetime) -> bytes:
        """Return the list, in PEM, of the serials (hex) that are over, and since when."""
        building = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._certificate.subject)
            .last_update(now)
            .next_update(self._certificate.not_valid_after_utc)
            .add_extension(self._key_identifier(), critical=False)
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        )
        for serial, since in ended:
            entry = (
                x509.RevokedCertificateBuilder()
                .serial_number(int(serial, 16))
                .revocation_date(since)
                .build()
            )
            building = building.add_revoked_certificate(entry)
        signed = building.sign(self._key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM)

    def _key_identifier(self) -> x509.AuthorityKeyIdentifier:
        return x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())


def open_authority(folder: Path) -> Authority:
    """Return the authority whose ``ca.crt`` and ``ca.key`` ``deploy/init`` made in a folder."""
    try:
        certificate = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
        key = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), None)
    except OSError as error:
        raise InvalidError(
            f"{error.filename} can't be read: {error.strerror}; deploy/init makes it"
        ) from error
    except (ValueError, TypeError) as error:
        raise InvalidError(f"{folder}: ca.crt or ca.key is damaged: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise InvalidError(f"{folder / 'ca.key'} is no elliptic-curve key, as deploy/init makes it")
    if key.public_key() != certificate.public_key():
        raise InvalidError(f"{folder}: ca.key is not the key of ca.crt")
    return Authority(certificate, key)


def addresses_of(certificate: Path) -> list[str]:
    """Return by which names and addresses devices reach the broker, as its certificate says."""
    try:
        broker = x509.load_pem_x509_certificate(certificate.read_bytes())
        names = broker.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return []
    found = [str(name.value) for name in names]
    return [each for each in found if each not in ("broker", "localhost", "127.0.0.1")]


def _of_device(device_id: str, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    client = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH])
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, device_id)]))
        .public_key(key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(client, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
