"""Whether whoever asks a camera may: Basic and Digest (RFC 2617), as cameras ask for it."""

import base64
import hashlib
import re
from dataclasses import dataclass, field

_REALM, _NONCE = "kawabe", "5f0d6a27"
_PART = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets one user in; by ``basic`` the password crosses the line as it is."""

    user: str
    password: str = field(repr=False)
    basic: bool = False

    def challenge(self) -> str:
        """Return what is asked of who comes without a login."""
        if self.basic:
            return f'Basic realm="{_REALM}"'
        return f'Digest realm="{_REALM}", nonce="{_NONCE}"'

    def opens(self, method: str, said: str) -> bool:
        """Tell whether what was said in the header ``Authorization`` lets in."""
        if self.basic:
            whole = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            return said == f"Basic {whole}"
        parts = dict(_PART.findall(said))
        who = _md5(f"{self.user}:{_REALM}:{self.password}")
        what = _md5(f"{method}:{parts.get('uri', '')}")
        return parts.get("response") == _md5(f"{who}:{_NONCE}:{what}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
