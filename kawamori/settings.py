"""The servers' configuration: read once from the environment, failing loudly.

Every setting is ``KAWAMORI_<NAME>``; ``KAWAMORI_<NAME>_FILE`` names a file that
holds the value instead, so that secrets can be mounted. ``docs/settings.md`` lists
them all.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field, SecretStr, TypeAdapter, ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from kawamori.calls import Hours
from kawamori.errors import InvalidError
from kawamori.official import Kind as OfficialKind
from kawamori.staff import Role

PREFIX = "KAWAMORI_"
PEOPLE_KEY_BYTES = 32
# Of Chrome and what is built on it, Firefox, Edge, Safari; a dot first takes every host below.
PUSH_SERVICES = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    ".notify.windows.com",
    ".push.apple.com",
)


class PartnerToken(BaseModel):
    """What one partner's program shows to read what is for partners."""

    token: SecretStr = Field(min_length=16)
    partner: str = Field(min_length=1)


def _partners(raw: object) -> object:
    return TypeAdapter(list[PartnerToken]).validate_json(raw) if isinstance(raw, str) else raw


def _counts(raw: object) -> object:
    return TypeAdapter(dict[str, int]).validate_json(raw) if isinstance(raw, str) else raw


def _texts(raw: object) -> object:
    if raw == "":
        return {}
    return TypeAdapter(dict[str, str]).validate_json(raw) if isinstance(raw, str) else raw


def _hours(raw: object) -> object:
    if not isinstance(raw, str):
        return raw
    try:
        return Hours.parse(raw) if raw else None
    except InvalidError as error:
        raise ValueError(str(error)) from error


def _words(raw: object) -> object:
    return raw.split() if isinstance(raw, str) else raw


def _or_none(raw: object) -> object:
    """Return nothing for what Compose hands on where a variable is not set."""
    return None if raw == "" else raw


class Settings(BaseSettings):
    """What a server needs to know about its surroundings."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore")

    database_url: SecretStr
    mqtt_host: str = "127.0.0.1"
    mqtt_port: int = 1883
    mqtt_username: str | None = None
    mqtt_password: SecretStr | None = None
    mqtt_ca_file: Path | None = None
    ingest_name: str = "1"
    api_host: str = "127.0.0.1"
    api_port: int = 8080
    public_url: str = "http://127.0.0.1:8080"
    public_run: str = ""
    residents_port: int = 8081
    residents_url: Annotated[str | None, BeforeValidator(_or_none)] = None
    residents_dir: Annotated[Path | None, BeforeValidator(_or_none)] = None
    residents_web_dir: Path | None = None
    idle_minutes: int = Field(default=60, ge=5)
    oidc_issuer: Annotated[str | None, BeforeValidator(_or_none)] = None
    oidc_client_id: Annotated[str | None, BeforeValidator(_or_none)] = None
    oidc_client_secret: SecretStr | None = None
    oidc_label: str = "市のアカウント"
    oidc_scope: str = "openid profile"
    oidc_name_claim: str = "name"
    oidc_role_claim: str = "groups"
    oidc_roles: Annotated[dict[str, Role], NoDecode, BeforeValidator(_texts)] = Field(
        default_factory=dict
    )
    oidc_office_claim: str = "groups"
    oidc_offices: Annotated[dict[str, str], NoDecode, BeforeValidator(_texts)] = Field(
        default_factory=dict
    )
    tiles_url: str | None = None
    tiles_attribution: str = ""
    basemap_url: str = "/basemap/kawabe.geojson"
    basemap_dir: Path | None = None
    city_name: str = "川辺市"
    city_name_en: str = "Kawabe City"
    city_reading: str = "かわべし"
    orders_alone_at_night: Annotated[Hours | None, NoDecode, BeforeValidator(_hours)] = Hours(
        time(22), time(6)
    )
    orders_alone_with_reason: bool = True
    official_pass_on: Annotated[
        dict[OfficialKind, Annotated[int, Field(ge=1, le=5)]], NoDecode, BeforeValidator(_counts)
    ] = Field(default_factory=dict)
    map_lat: float = Field(default=35.06, ge=-90, le=90)
    map_lon: float = Field(default=138.975, ge=-180, le=180)
    map_zoom: float = Field(default=11.5, ge=0, le=22)
    web_dir: Path | None = None
    stills_dir: Path | None = None
    data_licence: str = "for headquarters' own use; ask the city before passing it on"
    open_data_licence: str = (
        "公共データ利用規約（第1.0版）"
        " https://www.digital.go.jp/resources/open_data/public_data_license_v1.0"
    )
    open_data_contact: str = ""
    keep_days: Annotated[dict[str, int], NoDecode, BeforeValidator(_counts)] = Field(
        default_factory=dict
    )
    people_key: SecretStr | None = None
    vapid_private_key: SecretStr | None = None
    vapid_subject: str | None = None
    push_ca_file: Path | None = None
    push_services: Annotated[list[str], NoDecode, BeforeValidator(_words)] = Field(
        default_factory=lambda: list(PUSH_SERVICES)
    )
    push_local_hosts: Annotated[list[str], NoDecode, BeforeValidator(_words)] = Field(
        default_factory=list
    )
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_messaging_service_sid: str | None = None
    twilio_base_url: str = "https://api.twilio.com"
    twilio_rehearsal_base_url: str | None = None
    canary_phone: SecretStr | None = None
    page_email: str | None = None
    sms_parts_per_s: Annotated[float | None, BeforeValidator(_or_none)] = Field(default=None, gt=0)
    sms_yen_per_part: Annotated[float | None, BeforeValidator(_or_none)] = Field(default=None, ge=0)
    twilio_voice_from: Annotated[str | None, BeforeValidator(_or_none)] = Field(
        default=None, pattern=r"^\+[1-9][0-9]{7,14}$"
    )
    voice_from_level: int = Field(default=3, ge=1, le=5)
    voice_calls_per_s: float = Field(default=1.0, gt=0)
    smtp_host: str | None = None
    smtp_port: int = 587
    smtp_security: str = Field(default="starttls", pattern="^(starttls|tls|none)$")
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_ca_file: Path | None = None
    mail_from: str | None = None
    webhooks: bool = False
    cap_sender: str | None = None
    cap_signing_key: SecretStr | None = None
    cap_signing_certificate: str | None = None
    cap_gauges_public: bool = False
    partner_tokens: Annotated[list[PartnerToken], NoDecode, BeforeValidator(_partners)] = Field(
        default_factory=list
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 the library's signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 the library's signature
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 the library's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what ``read_settings`` has read, and nothing a person could forget about."""
        return (init_settings,)

    def pages_url(self) -> str:
        """Return where residents find their pages, without a slash behind."""
        return (self.residents_url or self.public_url).rstrip("/")

    def idle(self) -> timedelta:
        """Return how long a session may lie unused; one with an open stream is in use."""
        return timedelta(minutes=self.idle_minutes)

    def people_key_bytes(self) -> bytes:
        """Return the key that people's data is encrypted with.

        While keys are rotated there are several, one behind the other: the first encrypts.
        """
        if self.people_key is None:
            raise InvalidError(
                f"{PREFIX}PEOPLE_KEY is not set: `openssl rand -base64 32` makes one; keep it"
            )
        given = self.people_key.get_secret_value().split(",")
        return b"".join(_people_key(text.strip()) for text in given)


def _people_key(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise InvalidError(f"{PREFIX}PEOPLE_KEY is not base64: {error}") from error
    if len(key) != PEOPLE_KEY_BYTES:
        raise InvalidError(f"{PREFIX}PEOPLE_KEY has {len(key)} bytes, needs {PEOPLE_KEY_BYTES}")
    return key


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings; ``InvalidError`` lists everything that is wrong with them."""
    given = {**_plain(environ), **_from_files(environ)}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        faults = "; ".join(
            f"{PREFIX}{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()
        )
        raise InvalidError(f"settings: {faults}") from None


def _plain(environ: Mapping[str, str]) -> dict[str, str]:
    """Return what is given; an empty value of what need not be given is none, as in containers."""
    given = {}
    for name, field in Settings.model_fields.items():
        value = environ.get(PREFIX + name.upper())
        if value or (value is not None and field.default is not None):
            given[name] = value
    return given


def _from_files(environ: Mapping[str, str]) -> dict[str, str]:
    given = {}
    for name in Settings.model_fields:
        key = f"{PREFIX}{name.upper()}_FILE"
        if key not in environ:
            continue
        try:
            given[name] = Path(environ[key]).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise InvalidError(
                f"{key} names {environ[key]!r}, which can't be read: {error}"
            ) from error
    return given
