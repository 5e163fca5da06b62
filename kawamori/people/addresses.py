"""Addresses by channel: each refuses what can not be reached, and shows little of itself."""

import json
import re
import unicodedata
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from urllib.parse import urlsplit

from kawamori.errors import InvalidError
from kawamori.people.channels import Channel

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_EMAIL = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9.-]{1,253}\.[A-Za-z]{2,63}")
_DECORATION = re.compile(r"[\s().\u2010-\u2015\u2212\u30fc-]")
_JAPAN = "+81"
_LONGEST_URL = 2048
_POINT_BYTES, _AUTH_BYTES = 65, 16  # an uncompressed P-256 point, and RFC 8291's secret
_UNCOMPRESSED = 4


@dataclass(frozen=True, slots=True, repr=False)
class PhoneNumber:
    """A phone number in E.164, such as +819012345678; shows its last four digits only."""

    e164: str

    def __post_init__(self) -> None:
        """Refuse what no carrier could reach."""
        if not _E164.fullmatch(self.e164):
            raise InvalidError(f"{self} is not a phone number such as +819012345678")

    @classmethod
    def parse(cls, text: str) -> "PhoneNumber":
        """Return the number somebody wrote: full-width, with hyphens, without country."""
        plain = _DECORATION.sub("", unicodedata.normalize("NFKC", text))
        if plain.startswith("0"):
            plain = _JAPAN + plain[1:]
        return cls(plain)

    @property
    def stored(self) -> str:
        """Return the text that is sealed."""
        return self.e164

    def __repr__(self) -> str:
        """Return enough to tell two people apart, too little to call one."""
        return f"…{self.e164[-4:]}"


@dataclass(frozen=True, slots=True, repr=False)
class PushEndpoint:
    """A browser's push subscription (W3C Push API): its URL, key and secret, base64url."""

    endpoint: str
    p256dh: str
    auth: str

    def __post_init__(self) -> None:
        """Refuse what no push service would take, or nobody could decrypt."""
        _check_url("endpoint", self.endpoint)
        point, secret = _decoded("p256dh", self.p256dh), _decoded("auth", self.auth)
        if len(point) != _POINT_BYTES or point[0] != _UNCOMPRESSED:
            raise InvalidError(f"p256dh: {_POINT_BYTES} bytes that begin with 4 are needed")
        if len(secret) != _AUTH_BYTES:
            raise InvalidError(f"auth: {_AUTH_BYTES} bytes are needed, not {len(secret)}")

    @property
    def stored(self) -> str:
        """Return the text that is sealed."""
        return json.dumps([self.endpoint, self.p256dh, self.auth])

    @property
    def origin(self) -> str:
        """Return the push service, such as https://push.example.net."""
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"

    def __repr__(self) -> str:
        """Return the service and the end of the endpoint."""
        return f"{urlsplit(self.endpoint).hostname} …{self.endpoint[-4:]}"


@dataclass(frozen=True, slots=True, repr=False)
class EmailAddress:
    """An e-mail address; shows its domain only."""

    text: str

    def __post_init__(self) -> None:
        """Refuse what is no address."""
        if not _EMAIL.fullmatch(self.text):
            raise InvalidError(f"{self} is not an e-mail address such as office@example.jp")

    @property
    def stored(self) -> str:
        """Return the text that is sealed."""
        return self.text

    def __repr__(self) -> str:
        """Return the domain."""
        return f"…@{self.text.rpartition('@')[2]}"


@dataclass(frozen=True, slots=True, repr=False)
class WebhookUrl:
    """Where a partner listens, and the secret that messages to them are signed with."""

    url: str
    secret: str

    def __post_init__(self) -> None:
        """Refuse what is no URL, and a secret that could be guessed."""
        _check_url("url", self.url)
        if len(_decoded("secret", self.secret)) < _AUTH_BYTES:
            raise InvalidError(f"secret: at least {_AUTH_BYTES} bytes in base64url are needed")

    @property
    def stored(self) -> str:
        """Return the text that is sealed."""
        return json.dumps([self.url, self.secret])

    def __repr__(self) -> str:
        """Return the host."""
        return f"{urlsplit(self.url).hostname}"


Address = PhoneNumber | PushEndpoint | EmailAddress | WebhookUrl


def address_of(channel: Channel, stored: str) -> Address:
    """Return the address whose ``stored`` text was sealed for a channel."""
    match channel:
        case Channel.SMS | Channel.VOICE:
            return PhoneNumber(stored)
        case Channel.PUSH:
            return PushEndpoint(*json.loads(stored))
        case Channel.EMAIL:
            return EmailAddress(stored)
        case Channel.WEBHOOK:
            return WebhookUrl(*json.loads(stored))


def _check_url(name: str, url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:  # brackets that are no IPv6 address; its text would repeat the URL
        raise InvalidError(f"{name}: this is no URL") from None
    if parts.scheme not in {"https", "http"} or not parts.hostname or len(url) > _LONGEST_URL:
        raise InvalidError(f"{name}: a URL of at most {_LONGEST_URL} characters is needed")


def _decoded(name: str, text: str) -> bytes:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise InvalidError(f"{name}: base64url is needed") from None
