"""The one account that the sandbox knows: who may send, and what signs the callbacks."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from twilio.request_validator import RequestValidator

from kawamori.errors import InvalidError

SID_SETTING = "KAWAMORI_TWILIO_ACCOUNT_SID"
TOKEN_SETTING = "KAWAMORI_TWILIO_AUTH_TOKEN"  # noqa: S105 the setting's name
_SID = re.compile(r"AC[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Account:
    """An account's id and the secret that it shares with us."""

    sid: str
    token: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what the provider would never hand out."""
        if not _SID.fullmatch(self.sid):
            raise InvalidError(f"account sid {self.sid!r}: it is AC and 32 hexadecimal digits")
        if not self.token:
            raise InvalidError("the auth token is empty")

    def admits(self, sid: str, token: str) -> bool:
        """Tell whether these are the account's own credentials."""
        same_sid = secrets.compare_digest(sid.encode(), self.sid.encode())
        return secrets.compare_digest(token.encode(), self.token.encode()) and same_sid

    def sign(self, url: str, form: Mapping[str, str]) -> str:
        """Return the ``X-Twilio-Signature`` of a form posted to a URL."""
        return str(RequestValidator(self.token).compute_signature(url, form))


def read_account(
    sid: str | None,
    token: str | None,
    token_file: Path | None,
    environ: Mapping[str, str] = os.environ,
) -> Account:
    """Return the account given by arguments or, failing them, by the services' own settings."""
    named = environ.get(f"{TOKEN_SETTING}_FILE")
    if token is None and token_file is None:
        token = environ.get(TOKEN_SETTING)
    if token is None and (token_file or named):
        token = _read(token_file or Path(str(named)))
    sid = sid or environ.get(SID_SETTING)
    if not sid or not token:
        raise InvalidError(
            "the sandbox needs the account that messages are sent with: --account-sid and "
            f"--auth-token-file, or {SID_SETTING} and {TOKEN_SETTING}"
        )
    return Account(sid, token)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InvalidError(f"the auth token's file can't be read: {error}") from error
