"""TLS: the connection trusts the broker that its CA signed, and nobody else."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kawamori.embedded.broker import find_mosquitto
from kawamori.mqtt import Broker, Connection
from kawamori.ports import LOOPBACK, accepts, free_port
from kawamori.testing.waiting import until

CONF = """
listener {port} {host}
certfile {folder}/broker.crt
keyfile {folder}/broker.key
allow_anonymous true
user root
"""


def certify(name: str, folder: Path, signer: tuple[x509.Name, ec.EllipticCurvePrivateKey] | None):  # noqa: ANN201 the type is cryptography's tuple
    """Write ``name``.crt and .key, signed by the signer or by itself; return what can sign."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signing = signer or (subject, key)
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=signer is None, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(LOOPBACK))]), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()),
            critical=False,
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=signer is None,
                crl_sign=signer is None,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(signing, hashes.SHA256())
    )
    (folder / f"{name}.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / f"{name}.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return subject, key


@contextmanager
def tls_broker(folder: Path) -> Iterator[int]:
    """Run Mosquitto with a certificate of a CA of its own; give its port."""
    port = free_port()
    conf = folder / "mosquitto.conf"
    conf.write_text(CONF.format(port=port, host=LOOPBACK, folder=folder))
    process = subprocess.Popen([find_mosquitto() or "mosquitto", "-c", conf])
    try:
        until(lambda: accepts(port))
        yield port
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def certified(tmp_path: Path) -> Path:
    """Give a test a folder with a broker's certificate, its CA's, and a stranger's."""
    certify("broker", tmp_path, certify("ca", tmp_path, None))
    certify("stranger", tmp_path, None)
    return tmp_path


def test_messages_of_any_size_pass_through_tls(certified: Path) -> None:
    with tls_broker(certified) as port:
        broker = Broker(LOOPBACK, port, ca_file=certified / "ca.crt")
        payloads = [b"x" * size for size in (0, 1, 20_000, 3_000_000)]
        heard: list[bytes] = []
        listener, publisher = Connection(broker, "listener"), Connection(broker, "publisher")
        listener.subscribe("a/#")
        listener.on_message = lambda message: heard.append(message.payload)
        for connection in (listener, publisher):
            connection.start()
            assert connection.wait_connected(10)
        for payload in payloads:
            assert publisher.publish("a/b", payload)

        until(lambda: heard == payloads)
        for connection in (listener, publisher):
            connection.stop()


def test_a_broker_that_somebody_else_signed_is_not_trusted(certified: Path) -> None:
    with tls_broker(certified) as port:
        connection = Connection(
            Broker(LOOPBACK, port, ca_file=certified / "stranger.crt"), "careful"
        )
        connection.start()

        assert not connection.wait_connected(1.5)
        connection.stop()
