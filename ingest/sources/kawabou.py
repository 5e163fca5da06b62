"""Japan's gauges as 川の防災情報 shows them: JSON files by ten-minute slot and station.

The files are not documented and carry no promise: a city that depends on them asks the river's
administrator. Values are metres above gauge zero, read in cm, times Japan's.
"""

from datetime import datetime, timedelta
from urllib.parse import quote

from ingest.sources.gauges import Heard, Measured, PublicGauge, SourceName, settle
from ingest.sources.shapes import a_list, a_number, a_text, an_object, read_json, shown
from ingest.sources.web import Web
from kawamori.errors import InvalidError, NotFoundError
from kawamori.messages.clocks import JST

BASE_URL = "https://www.river.go.jp/kawabou/file"
SLOT = timedelta(minutes=10)
NOT_PROVIDED = 130  # this quality code and all above: not provided, closed (140), missing (190)
_TIME = "%Y/%m/%d %H:%M %z"


class Kawabou:
    """The service: a station's last ten-minute values, from the slot before the current one."""

    name: SourceName = "kawabou"
    interval_s = SLOT.total_seconds()
    credit = "出典：国土交通省「川の防災情報」"

    def __init__(self, base_url: str = BASE_URL) -> None:
        self._base = base_url.rstrip("/")

    def describe(self, web: Web, code: str, station_id: str) -> PublicGauge:  # noqa: ARG002 nothing is asked
        """Refuse: a Japanese gauge's thresholds are the city's to enter."""
        raise InvalidError(
            f"kawabou:{code}: register the station with its thresholds first (kawamori stations "
            "import), then name it in the file of sources"
        )

    def readings(self, web: Web, code: str, since: datetime, now: datetime) -> Heard:
        """Return a station's readings after a time; a slot that is not there yet has none."""
        where = f"kawabou:{code}"
        slot = self._slot(web, where)
        try:
            answer = web.get(
                f"{self._base}/files/tmlist/stg/{slot:%Y%m%d/%H%M}/{quote(code, safe='')}.json"
            )
        except NotFoundError as error:
            raise NotFoundError(f"{where}: no such station, or its slot is late: {error}") from None
        if answer is None:
            return Heard()
        told = an_object(read_json(answer.body, where), where)
        values = a_list(told.get("min10Values"), f"{where}: min10Values")
        items = [each for each in values if not _is_missing(each)]
        readings, faults = settle(items, [_measured(each) for each in items], since, now)
        web.remember(answer)
        return Heard(readings, faults, answer.fresh_for_s)

    def _slot(self, web: Web, where: str) -> datetime:
        """Return the slot before the current one: the current one is still being filled."""
        answer = web.get(f"{self._base}/system/tmCrntTime.json")
        told = an_object(read_json(answer.body if answer else b"", where), where)
        current = _japan(told.get("crntObsTime"), f"{where}: crntObsTime")
        return current - SLOT


def _is_missing(value: object) -> bool:
    """Tell whether the service itself says that there is no value."""
    if not isinstance(value, dict):
        return False
    quality = value.get("stgCcd")
    try:
        provided = quality is None or a_number(quality, "stgCcd") < NOT_PROVIDED
    except InvalidError:
        return False
    return not provided or value.get("stg") is None


def _measured(value: object) -> Measured | InvalidError:
    try:
        found = an_object(value, "a value")
        if found.get("stgCcd") is not None:
            a_number(found["stgCcd"], "stgCcd")
        at = _japan(found.get("obsTime"), "obsTime")
        return Measured(at, a_number(found.get("stg"), "stg"))
    except InvalidError as error:
        return error


def _japan(value: object, where: str) -> datetime:
    """Return a time of Japan's clock; 24:00 is the midnight that ends the day."""
    day, _, clock = a_text(value, where).partition(" ")
    is_midnight = clock == "24:00"
    given = f"{day} {'00:00' if is_midnight else clock} +0900"
    try:
        return datetime.strptime(given, _TIME).astimezone(JST) + timedelta(days=is_midnight)
    except (ValueError, OverflowError):
        raise InvalidError(f"{where}: a time was expected, not {shown(value)}") from None
