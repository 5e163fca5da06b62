"""A number that somebody says is theirs, and the code that shows it."""

import unicodedata
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, SecretStr

from api.schemas.geojson import Strict
from api.schemas.push import BrowserAddress, OwnMarks, QuietYieldsFrom

FromLevel = Literal[2, 3, 4]
MOST_PLACES = 50


class StationWanted(Strict):
    """A gauge somebody wants to hear of."""

    station_id: str
    from_level: FromLevel = 3


class AreaWanted(Strict):
    """An area somebody wants to hear of: of its gauges from a level on, of all else."""

    area_id: str
    from_level: FromLevel = 3


class PhoneAsked(Strict):
    """What somebody wishes, who says that a number is theirs."""

    number: SecretStr = Field(description="As it is written in Japan, or +81…", max_length=40)
    channel: Literal["sms", "voice"] = Field("sms", description="voice: the number is called")
    language: Literal["ja", "ja-easy", "en", "zh", "zh-hant", "ko", "vi", "pt"] = "ja"
    stations: list[StationWanted] = Field(default_factory=list, max_length=MOST_PLACES)
    areas: list[AreaWanted] = Field(default_factory=list, max_length=MOST_PLACES)
    reading_need: Literal["none", "screen_reader", "no_smartphone"] = "none"
    quiet_hours: str | None = Field(None, max_length=20, description="Such as 22:00-07:00")
    quiet_yields_from: QuietYieldsFrom = "danger"
    own_marks: OwnMarks
    replaces: BrowserAddress | None = Field(
        None, description="A browser that is not pushed to any more once the number is verified"
    )


class PhoneWaiting(Strict):
    """A number that is sent a code."""

    phone_id: UUID
    expires_at: AwareDatetime


class CodeShown(Strict):
    """The code that came."""

    code: SecretStr = Field(max_length=20)

    def digits(self) -> str:
        """Return it as it was sent, however it was typed: full-width, or in groups."""
        return unicodedata.normalize("NFKC", self.code.get_secret_value()).replace(" ", "")


class PhoneVerified(Strict):
    """What stops everything to the number again, without another code."""

    stop_key: str


class PhoneStopped(Strict):
    """The key that came when the number was verified."""

    stop_key: SecretStr = Field(max_length=200)
