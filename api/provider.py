"""The city's provider of accounts (OpenID Connect): where to send people, and whom it vouches for.

The code flow with PKCE. What comes back is believed only as an id token that the provider's own
keys have signed, for us, for this very sign-in, and that has not ended.
"""

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import datetime
from threading import Lock
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from kawamori.errors import NotAllowedError, UnavailableError
from kawamori.settings import Settings
from kawamori.staff import ROLES, Role
from kawamori.storage.staff.starts import Start, Taken
from kawamori.storage.staff.vouched import Vouched

RETURN_PATH = "/hq/session/provider/return"
WITHIN_S = 10.0
LET_BE_S = 10.0  # one that did not answer is let be: each who waits for it holds a thread
KEPT_S = 3600.0
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384")  # none, and no shared secret
LEEWAY_S = 60


class Provider:
    """The provider that the settings name; what it says of itself is kept for an hour."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = Lock()
        self._found: tuple[float, dict[str, Any], KeySet] | None = None
        self._let_be_until = 0.0

    @property
    def label(self) -> str | None:
        """What people call it; None where there is none."""
        return self._settings.oidc_label if self._settings.oidc_issuer else None

    def way_there(self, start: Start) -> str:
        """Return where a browser is sent."""
        endpoints, _ = self._discovered()
        with closing(self._session()) as session:
            url, _ = session.create_authorization_url(
                endpoints["authorization_endpoint"],
                state=start.state,
                nonce=start.nonce,
                code_verifier=start.verifier,
            )
        return str(url)

    def vouched(self, code: str, taken: Taken, now: datetime) -> Vouched:
        """Return whom the provider vouches for; ``NotAllowedError`` says why it is nobody."""
        endpoints, keys = self._discovered()
        try:
            with closing(self._session()) as session:
                token = session.fetch_token(
                    endpoints["token_endpoint"], code=code, code_verifier=taken.verifier
                )
            return self._read(token.get("id_token", ""), keys, taken, now)
        except (OAuthError, JoseError, ValueError) as error:
            raise NotAllowedError(f"the provider's answer does not hold: {error}") from error
        except requests.RequestException as error:
            raise UnavailableError(f"the provider: {error}") from error

    def _read(self, id_token: str, keys: KeySet, taken: Taken, now: datetime) -> Vouched:
        try:
            claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError):  # keys change: look once more
            _, keys = self._discovered(anew=True)
            claims = jwt.decode(id_token, keys, algorithms=ALGORITHMS).claims
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY_S,
            iss={"essential": True, "value": self._settings.oidc_issuer or ""},
            aud={"essential": True, "value": self._settings.oidc_client_id or ""},
            sub={"essential": True},
            exp={"essential": True},
            nonce={"essential": True, "value": taken.nonce},
        )
        registry.validate(claims)
        if "azp" in claims and claims["azp"] != self._settings.oidc_client_id:
            raise NotAllowedError("the provider's answer is for somebody else's program")
        return vouched_by(self._settings, claims)

    def _discovered(self, *, anew: bool = False) -> tuple[dict[str, Any], KeySet]:
        """Return the provider's endpoints and keys."""
        issuer = self._settings.oidc_issuer
        if issuer is None:
            raise NotAllowedError("no provider is set: sign in by name and password")
        with self._lock:
            kept = self._found
            if kept and not anew and time.monotonic() - kept[0] < KEPT_S:
                return kept[1], kept[2]
            if time.monotonic() < self._let_be_until:
                raise UnavailableError("the provider did not answer just now")
            try:
                known = _json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
                keys = KeySet.import_key_set(_json(known["jwks_uri"]))  # type: ignore[arg-type]
            except (requests.RequestException, JoseError, KeyError, ValueError) as error:
                self._let_be_until = time.monotonic() + LET_BE_S
                raise UnavailableError(f"the provider: {error}") from error
            if known.get("issuer") != issuer:
                raise UnavailableError(f"the provider at {issuer} says it is {known.get('issuer')}")
            self._found = (time.monotonic(), known, keys)
            return known, keys

    def _session(self) -> Any:
        secret = self._settings.oidc_client_secret
        return OAuth2Session(
            self._settings.oidc_client_id,
            secret.get_secret_value() if secret else None,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            scope=self._settings.oidc_scope,
            redirect_uri=f"{self._settings.public_url.rstrip('/')}{RETURN_PATH}",
            code_challenge_method="S256",
            default_timeout=WITHIN_S,
        )


def vouched_by(settings: Settings, claims: Mapping[str, Any]) -> Vouched:
    """Return whom claims are about, with the highest role that any of their groups gives."""
    role: Role | None = None
    office: str | None = None
    if settings.oidc_roles:
        groups = _several(claims.get(settings.oidc_role_claim))
        given: set[Role] = {settings.oidc_roles[g] for g in groups if g in settings.oidc_roles}
        role = next((each for each in ROLES if each in given), None)
        if role is None:
            raise NotAllowedError(f"none of the groups {list(groups)} gives a role here")
        places = _several(claims.get(settings.oidc_office_claim))
        office = next(
            (settings.oidc_offices[p] for p in places if p in settings.oidc_offices), None
        )
    subject = str(claims["sub"])
    return Vouched(subject, str(claims.get(settings.oidc_name_claim) or subject), role, office)


def _several(claim: object) -> Sequence[str]:
    """Return what a claim says, once or several times."""
    if isinstance(claim, list):
        return [str(each) for each in claim]
    return [] if claim is None else [str(claim)]


def _json(url: str) -> dict[str, Any]:
    answer = requests.get(url, timeout=WITHIN_S)
    answer.raise_for_status()
    found: dict[str, Any] = answer.json()
    return found
