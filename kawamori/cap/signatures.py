"""Signatures on alerts: an enveloped XML-DSig, the last element of the file.

A signature that does not fit refuses the alert. One that fits says who signed; whether
that is somebody we trust is told by the certificates that were given.

Files are met that were indented after they were signed. Space between CAP's elements says
nothing, so a signature may also fit the alert without it; what was verified is what is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, XMLVerifier

from kawamori.cap.faults import SIGNATURES, text_at
from kawamori.cap.times import read_time
from kawamori.errors import InvalidError

_C14N = CanonicalizationMethod.CANONICAL_XML_1_1


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature covers, who made it, and whether we were told to trust them."""

    root: etree._Element
    signer: str
    is_trusted: bool


class Signer:
    """A key and its certificate."""

    def __init__(self, key: bytes, certificate: bytes) -> None:
        """Take both in PEM; ``InvalidError`` when they can't be read or don't belong together."""
        try:
            private = load_pem_private_key(key, None)
            read = x509.load_pem_x509_certificate(certificate)
        except (ValueError, TypeError) as error:
            raise InvalidError(f"CAP signing key or certificate: {error}") from None
        if not isinstance(private, RSAPrivateKey | EllipticCurvePrivateKey):
            raise InvalidError("CAP signing key: RSA or EC is needed")
        if private.public_key() != read.public_key():
            raise InvalidError("CAP signing key: the certificate is of another key")
        is_rsa = isinstance(private, RSAPrivateKey)
        method = SignatureMethod.RSA_SHA256 if is_rsa else SignatureMethod.ECDSA_SHA256
        self._key = private
        self._certificate = certificate.decode("ascii")
        self._signer = XMLSigner(signature_algorithm=method, c14n_algorithm=_C14N)

    def sign(self, root: etree._Element) -> etree._Element:
        """Return the alert with its signature; nothing of it may change any more."""
        return self._signer.sign(root, key=self._key, cert=self._certificate)


def verify(root: etree._Element, trusted: Sequence[x509.Certificate] = ()) -> Signed | None:
    """Return what is signed and by whom; None when nothing is.

    ``InvalidError`` when the signature does not fit, or was made with a trusted
    certificate outside of its time. Only what the returned tree holds was signed.
    """
    signatures = root.findall(f"{{{SIGNATURES}}}Signature")
    if not signatures:
        return None
    if len(signatures) > 1 or root[-1] is not signatures[0]:
        raise InvalidError("the signature must be one, and the last element of the alert")
    certificate = _certificate(signatures[0])
    is_trusted = certificate in trusted
    when = read_time(text_at(root, "sent")) if is_trusted else certificate.not_valid_before_utc
    covered = _covered(root, certificate, when)
    if covered is None or covered.tag != root.tag or len(covered) != len(root) - 1:
        raise InvalidError("the signature does not cover the whole alert")
    return Signed(covered, certificate.subject.rfc4514_string(), is_trusted)


def _covered(
    root: etree._Element, certificate: x509.Certificate, when: datetime
) -> etree._Element | None:
    """Return what a signature fits: the alert as it came, else without its indentation."""
    rules = SignatureConfiguration(location="./", expect_references=1, verification_time=when)
    misfit: Exception | None = None
    for tree in (root, _without_indentation(root)):
        try:
            found = XMLVerifier().verify(tree, x509_cert=certificate, expect_config=rules)
        except (SignXMLException, ValueError) as error:
            misfit = misfit or error
        else:
            return None if isinstance(found, list) else found.signed_xml
    raise InvalidError(f"the signature does not fit: {misfit}")


def _without_indentation(root: etree._Element) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)
    return etree.fromstring(etree.tostring(root), parser)


def _certificate(signature: etree._Element) -> x509.Certificate:
    text = signature.findtext(f".//{{{SIGNATURES}}}X509Certificate")
    if not text:
        raise InvalidError("the signature names no certificate")
    pem = f"-----BEGIN CERTIFICATE-----\n{text.strip()}\n-----END CERTIFICATE-----\n"
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise InvalidError(f"the signature's certificate can't be read: {error}") from None


def read_certificates(pem: bytes) -> list[x509.Certificate]:
    """Return the certificates in a file; ``InvalidError`` when there is none."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise InvalidError(f"no certificate in PEM: {error}") from None
