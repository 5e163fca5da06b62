"""Flood forecasts and warnings as JMA publishes them: JSON behind its pages, and XML telegrams."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from xml.sax.saxutils import escape

_JAPAN = timezone(timedelta(hours=9))
_DATA = "data"
KAWA_RIVER = "850505000100"
KAWABE_CITY = "2299900"
SHIZUOKA = "220000"
_BOILERPLATE = "［危険警報・氾濫特別警報の発表状況］なし"
_INFORMATION = "http://xml.kishou.go.jp/jmaxml1/informationBasis1/"


class JmaPages:
    """The list of flood forecasts, the offices' warnings, and the feed with its telegrams."""

    def __init__(self) -> None:
        self.floods: list[object] = []
        self.warnings: dict[str, object] = {SHIZUOKA: []}
        self.telegrams: dict[str, tuple[datetime, str]] = {}

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        """Return the JSON at a path below ``bosai``; None where there is nothing."""
        del query
        match path.split("/"):
            case ["flood", "data", "r8", "flood_xml.json"]:
                return self.floods
            case ["warning", "data", "r8", name]:
                return self.warnings.get(name.removesuffix(".json"))
        return None

    def telegram(self, path: str, url: str) -> bytes | None:
        """Return the feed or a telegram; None where there is nothing."""
        if path in ("extra.xml", "extra_l.xml"):
            return self._feed(url).encode()
        found = self.telegrams.get(path.removeprefix(f"{_DATA}/"))
        return found[1].encode() if found else None

    def send(self, data_type: str, xml: str, at: datetime, office: str = SHIZUOKA) -> str:
        """Publish a telegram, and return the name of its file."""
        utc = at.astimezone(UTC)
        name = f"{utc:%Y%m%d%H%M%S}_{len(self.telegrams)}_{data_type}_{office}.xml"
        self.telegrams[name] = (utc, xml)
        return name

    def _feed(self, url: str) -> str:
        entries = "".join(
            f"<entry><title>{name}</title><id>{url}/{_DATA}/{name}</id>"
            f"<updated>{at:%Y-%m-%dT%H:%M:%SZ}</updated>"
            f'<link type="application/xml" href="{url}/{_DATA}/{name}"/></entry>'
            for name, (at, _) in reversed(self.telegrams.items())
        )
        return (
            '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
            f'lang="ja"><title>高頻度（随時）</title>{entries}</feed>'
        )


def flood_item(
    code: str, name: str, at: datetime, *, status: str = "通常", info_type: str = "発表"
) -> dict[str, object]:
    """Return one river of the list of flood forecasts."""
    return {
        "status": status,
        "publishingOffice": "静岡地方気象台",
        "editorialOffice": "静岡地方気象台",
        "reportDatetime": _local(at),
        "infoType": info_type,
        "serial": "1",
        "item": {
            "areas": [{"name": "川辺川", "code": KAWA_RIVER}],
            "name": name,
            "code": code,
            "condition": f"{name}（{info_type}）",
        },
        "riverCode": KAWA_RIVER,
        "riverName": "狩野川水系　川辺川",
        "class20Codes": [KAWABE_CITY],
        "class10Codes": ["220030"],
    }


def area_document(
    data_type: str, kinds: Sequence[Mapping[str, object]], at: datetime, *, status: str = "通常"
) -> dict[str, object]:
    """Return one document of an office's file, as it is since May 2026."""
    item = {"areaCode": KAWABE_CITY, "kinds": list(kinds)}
    return {
        "status": status,
        "controlDatetime": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "reportDatetime": _local(at),
        "publishingOffice": "静岡地方気象台",
        "headlineText": "川辺市では、土砂災害や低い土地の浸水に警戒してください。",
        "dataTypeCode": data_type,
        "warning": {"class10Items": [], "class20Items": [item]},
    }


def old_area_file(warnings: Sequence[Mapping[str, str]], at: datetime) -> dict[str, object]:
    """Return an office's file as it was until May 2026."""
    of_regions = {"areas": [{"code": "220030", "warnings": list(warnings)}]}
    of_cities = {"areas": [{"code": KAWABE_CITY, "warnings": list(warnings)}]}
    return {
        "reportDatetime": _local(at),
        "publishingOffice": "静岡地方気象台",
        "headlineText": "東部では、低い土地の浸水に警戒してください。",
        "notice": "",
        "areaTypes": [of_regions, of_cities],
        "timeSeries": [],
    }


def flood_telegram(
    code: str, name: str, at: datetime, *, status: str = "通常", info_type: str = "発表"
) -> str:
    """Return a flood forecast (VXKO50 to 89); its retraction has no body."""
    river = f"<Area><Name>川辺川</Name><Code>{KAWA_RIVER}</Code></Area>"
    headline = (
        f'<Information type="指定河川洪水予報（予報区域）"><Item><Kind><Name>{name}</Name>'
        f'<Code>{code}</Code></Kind><Areas codeType="指定河川">{river}</Areas></Item></Information>'
    )
    body = (
        '<Body xmlns="http://xml.kishou.go.jp/jmaxml1/body/meteorology1/">'
        '<Warning type="指定河川洪水予報"><Item><Kind><Property><Type>主文</Type>'
        "<Text>川辺川では、氾濫のおそれがあります。</Text></Property></Kind></Item></Warning></Body>"
    )
    head = (f"川辺川{name}", headline)
    retracted = info_type == "取消"
    return _report("指定河川洪水予報", at, status, info_type, head, "" if retracted else body)


def area_telegram(
    title: str,
    kinds: Sequence[tuple[str, str, str]],
    at: datetime,
    *,
    status: str = "通常",
    info_type: str = "発表",
) -> str:
    """Return a warning telegram of an office: kinds are of name, code and status."""
    items = "".join(
        f"<Kind><Name>{name}</Name><Code>{code}</Code><Status>{stands}</Status></Kind>"
        for name, code, stands in kinds
    )
    area = f"<Area><Name>川辺市</Name><Code>{KAWABE_CITY}</Code></Area>"
    body = (
        '<Body xmlns="http://xml.kishou.go.jp/jmaxml1/body/meteorology1/">'
        f'<Warning type="気象警報・注意報（市町村等）"><Item>{items}{area}</Item></Warning>'
        f"<Notice>{_BOILERPLATE}</Notice></Body>"
    )
    return _report(title, at, status, info_type, ("静岡県気象警報・注意報", ""), body)


def landslide_telegram(kind: str, code: str, at: datetime) -> str:
    """Return 土砂災害警戒情報 (VXWW50) as it was until May 2026."""
    told = f"<Kind><Name>{kind}</Name><Code>{code}</Code></Kind>"
    body = (
        '<Body xmlns="http://xml.kishou.go.jp/jmaxml1/body/meteorology1/">'
        f'<Warning type="土砂災害警戒情報"><Item>{told}'
        f"<Areas><Area><Name>川辺市</Name><Code>{KAWABE_CITY}</Code></Area></Areas>"
        "</Item></Warning></Body>"
    )
    return _report("土砂災害警戒情報", at, "通常", "発表", ("静岡県土砂災害警戒情報", ""), body)


def _report(
    title: str, at: datetime, status: str, info_type: str, head: tuple[str, str], body: str
) -> str:
    named, information = head
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Report xmlns="http://xml.kishou.go.jp/jmaxml1/"><Control>'
        f"<Title>{escape(title)}</Title><DateTime>{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</DateTime>"
        f"<Status>{status}</Status><EditorialOffice>静岡地方気象台</EditorialOffice>"
        "<PublishingOffice>静岡地方気象台 沼津河川国道事務所</PublishingOffice></Control>"
        f'<Head xmlns="{_INFORMATION}"><Title>{named}</Title>'
        f"<ReportDateTime>{_local(at)}</ReportDateTime><EventID>{KAWA_RIVER}</EventID>"
        f"<InfoType>{info_type}</InfoType><Serial>1</Serial>"
        f"<Headline><Text>川辺市では警戒してください。{_BOILERPLATE}</Text>{information}</Headline>"
        f"</Head>{body}</Report>"
    )


def _local(at: datetime) -> str:
    return at.astimezone(_JAPAN).isoformat(timespec="seconds")
