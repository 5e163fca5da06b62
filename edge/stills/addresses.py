"""Where a camera on the network is, and apart from that who may ask it.

Whatever is shown or logged of a camera is shown without its password.
"""

import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

from edge.programs import without_login
from kawamori.errors import InvalidError

SCHEMES = ("http", "https", "rtsp", "rtsps")


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks a camera."""

    user: str
    password: str = field(repr=False)

    def quoted(self) -> str:
        """Return it as it stands in an address."""
        return ":".join(urllib.parse.quote(each, safe="") for each in (self.user, self.password))


@dataclass(frozen=True, slots=True)
class Address:
    """An address without a login in it, and the login."""

    url: str
    login: Login | None = None

    @property
    def shown(self) -> str:
        """The camera as messages name it: some cameras take a password after the host too."""
        parts = urllib.parse.urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else self.url

    @property
    def scheme(self) -> str:
        """How the camera is spoken to."""
        return urllib.parse.urlsplit(self.url).scheme

    def with_login(self) -> str:
        """Return the address for a program that takes the login in it."""
        if self.login is None:
            return self.url
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{self.login.quoted()}@{rest}"

    def without_password(self, said: str) -> str:
        """Return what a program said with neither the login nor the password left in it."""
        said = said.replace(self.with_login(), self.shown).replace(self.url, self.shown)
        if self.login is not None:
            for secret in (self.login.quoted(), self.login.password):
                said = said.replace(f"{secret}@", "").replace(secret, "***") if secret else said
        return without_login(said)


def read_address(url: str, credentials_file: str | None) -> Address:
    """Return where a camera is; ``InvalidError`` says what is wrong.

    It shows no more of the url than its scheme: where the login ends in a wrong one nobody knows.
    """
    _refuse_odd(url)
    try:
        parts = urllib.parse.urlsplit(url)
        host, user, password = parts.hostname, parts.username, parts.password
        _ = parts.port  # refuses one that is no number to 65535
    except ValueError:
        raise InvalidError(
            "url can't be read: its port must be a number to 65535, and a password with one of "
            "/ ? # @ : [ in it is written percent-encoded there, or as it is in a credentials_file"
        ) from None
    if parts.scheme not in SCHEMES:
        raise InvalidError(f"url must begin with one of {_schemes()}, not with {parts.scheme!r}")
    if not host:
        raise InvalidError(f"url names no host: write it as {parts.scheme}://host/path")
    if "@" in parts.path + parts.query + parts.fragment:  # or it began with half a password
        raise InvalidError(
            "url has an @ after its host: a password with one of / ? # in it is written "
            "percent-encoded there, or as it is in a credentials_file; an @ in a path is %40"
        )
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
    if user is None:
        return Address(bare, _read_login(credentials_file) if credentials_file else None)
    if credentials_file:
        raise InvalidError("url holds a login, and credentials_file is given: keep the file alone")
    login = Login(urllib.parse.unquote(user), urllib.parse.unquote(password or ""))
    return Address(bare, login)


def _refuse_odd(url: str) -> None:
    odd = next((each for each in url if not "!" <= each <= "~"), None)
    if odd is not None:
        encoded = urllib.parse.quote(odd)
        raise InvalidError(f"url holds the character {odd!r}: write it as {encoded} there")


def _read_login(credentials_file: str) -> Login:
    try:
        user, colon, password = Path(credentials_file).read_text().strip().partition(":")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise InvalidError(f"credentials_file {credentials_file} can't be read: {why}") from None
    if not user or not colon:
        raise InvalidError(f"credentials_file {credentials_file} must hold user:password")
    return Login(user, password)


def _schemes() -> str:
    return ", ".join(f"{scheme}://" for scheme in SCHEMES)
