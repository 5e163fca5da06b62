"""The secrets of one installation: made once, kept in a file only its owner may read."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from kawamori.settings import PEOPLE_KEY_BYTES


def _word() -> str:
    return secrets.token_urlsafe(24)


def _people_key() -> str:
    return base64.b64encode(secrets.token_bytes(PEOPLE_KEY_BYTES)).decode()


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """Every password of a one-machine installation; none has a default that others share."""

    database: str = field(default_factory=_word)
    mqtt_ingest: str = field(default_factory=_word)
    mqtt_simulator: str = field(default_factory=_word)
    mqtt_sources: str = field(default_factory=_word)
    people_key: str = field(default_factory=_people_key)
    sms_token: str = field(default_factory=_word)


def _replace(path: Path, kept: dict[str, str]) -> None:
    """Write a file anew; a crash in between leaves the old one."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(kept, file, indent=2)
    fresh.replace(path)


def keep_secrets(path: Path) -> Secrets:
    """Return the secrets in a file, making it the first time, or what an older one lacks."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = json.loads(path.read_text())
        known = Secrets(**{f.name: kept[f.name] for f in fields(Secrets) if f.name in kept})
        if not asdict(known).keys() <= kept.keys():
            _replace(path, kept | asdict(known))
        return known
    made = Secrets()
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(made), file, indent=2)
    return made
