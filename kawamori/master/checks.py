"""A proposal checked at once: what can't stand, and what a person should think about."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from kawamori.areas import HIGHEST_RISK, Area, AreaKind
from kawamori.errors import InvalidError
from kawamori.judging.policy_files import parse_policy
from kawamori.master import gauging
from kawamori.master.drafts import Checked, What
from kawamori.master.known import Known
from kawamori.master.reader import Reader
from kawamori.neighbours import Basis, Passage, refuse_circles
from kawamori.people import Language
from kawamori.polygons import Shape
from kawamori.runs import SLUG

PHRASE_KINDS = ("order_reason", "shelter", "hand_over", "chronology")
_LONGEST = {"order_reason": 400, "shelter": 200, "hand_over": 400, "chronology": 400}
_MOST_PEOPLE = 20_000_000

Check = Callable[[Reader, str, Known], None]


def check(what: What, subject: str, values: Mapping[str, Any], known: Known) -> Checked:
    """Return proposed values as they would be stored, and all that speaks against them."""
    reader = Reader(values)
    _CHECKS[what](reader, subject, known)
    checked = Checked(reader.read, reader.faults)
    if known.standing == checked.values and not checked.is_wrong:
        reader.wrong(
            "subject",
            "今の値と同じです。変える値がありません",
            "this is what holds already: nothing would change",
        )
    return checked


def _retirement(reader: Reader, _subject: str, known: Known) -> None:
    is_retired = reader.yes("retired")
    reader.refuse_rest()
    if known.gauge is None:
        reader.wrong("subject", "この観測所は登録されていません", "there is no such station")
    if is_retired and known.open_alerts:
        reader.doubt(
            "retired",
            f"この観測所のアラートが {known.open_alerts} 件続いています。"
            "解除されるまで廃止できません"
            "（指揮者が理由を書けば公開でき、アラートが終わるまでは判定を続けます）",
            f"{known.open_alerts} alerts of it are open: it can't be retired until they end, but "
            "with a written reason; it is then judged until they have",
        )


def _neighbour(reader: Reader, subject: str, known: Known) -> None:
    travel = reader.number("travel_min", 1 / 60, 43_200, unit="分")
    spread = reader.number("spread_min", 0, 43_200, unit="分")
    is_withdrawn = reader.yes("withdrawn")
    basis = reader.choice("basis", [each.value for each in Basis], Basis.GIVEN)
    evidence = reader.text("evidence")
    reader.refuse_rest()
    upstream, _, downstream = subject.partition("/")
    for each in (upstream, downstream):
        if each not in known.stations and each not in known.drafted:
            reader.wrong(
                "subject", f"観測所「{each}」は登録されていません", f"there is no station {each!r}"
            )
    if is_withdrawn:
        if known.standing is None:
            reader.wrong("withdrawn", "この上下流はまだありません", "they are no neighbours yet")
        return
    minutes = [None if each is None else timedelta(minutes=each) for each in (travel, spread)]
    made = reader.attempt(
        "travel_min",
        lambda: Passage(upstream, downstream, minutes[0], minutes[1], Basis(basis), evidence),
    )
    if made is not None:
        reader.attempt("subject", lambda: refuse_circles([*known.passages, made]))


def _area(reader: Reader, subject: str, known: Known) -> None:
    name = reader.text("name", needed=True, longest=60)
    name_en, reading = reader.text("name_en", longest=60), reader.text("reading", longest=60)
    municipality = reader.text("municipality", longest=6)
    kind = reader.choice("kind", [each.value for each in AreaKind], AreaKind.DISTRICT)
    people = reader.whole("population", 0, _MOST_PEOPLE)
    households = reader.whole("households", 0, _MOST_PEOPLE)
    risk = reader.whole("risk", 0, HIGHEST_RISK) or 0
    reader.read["risk"] = risk
    geometry = reader.anything("geometry")
    is_withdrawn = reader.yes("withdrawn")
    reader.refuse_rest()
    shape = reader.attempt("geometry", lambda: Shape.from_geojson(geometry))
    if shape is None:
        return
    reader.read["geometry"] = plain_geometry(shape)
    named, counted = (name_en, reading, municipality), (people, households, risk)
    reader.attempt(
        "subject", lambda: Area(subject, name or "?", shape, AreaKind(kind), *named, *counted)
    )
    if is_withdrawn:
        _withdrawn_area(reader, known)


def _withdrawn_area(reader: Reader, known: Known) -> None:
    if known.standing is None:
        reader.wrong("withdrawn", "この地区はまだありません", "there is no such area yet")
    if known.standing_orders:
        reader.wrong(
            "withdrawn",
            f"避難情報が {known.standing_orders} 件発令中です。解除してから廃止してください",
            f"{known.standing_orders} orders stand there: lift them first",
        )
    if known.subscribers:
        reader.doubt(
            "withdrawn",
            f"{known.subscribers} 人が登録しています。廃止するとこの地区としては届かなくなります",
            f"{known.subscribers} people asked to be told there: they no longer would be",
        )


def _voices(reader: Reader, subject: str, known: Known) -> None:
    given = reader.anything("station_ids")
    reader.refuse_rest()
    if subject not in known.areas and subject not in known.drafted:
        reader.wrong("subject", f"地区「{subject}」はありません", f"there is no area {subject!r}")
    ids = sorted({str(each) for each in given}) if isinstance(given, list) else []
    if not isinstance(given, list):
        reader.wrong("station_ids", "観測所IDの一覧にしてください", "must be a list of station ids")
    for each in ids:
        if each not in known.stations:
            reader.wrong(
                "station_ids",
                f"観測所「{each}」は登録されていません",
                f"there is no station {each!r}",
            )
    if not ids:
        reader.doubt(
            "station_ids",
            "この地区を代表する観測所がなくなります",
            "no station would speak for this area",
        )
    reader.read["station_ids"] = ids


def _phrase(reader: Reader, subject: str, known: Known) -> None:
    if not SLUG.fullmatch(subject):
        reader.wrong(
            "subject",
            f"ID「{subject}」は半角の英小文字・数字・ハイフンにしてください",
            f"{subject!r} must be lowercase letters, digits and hyphens",
        )
    kind = reader.choice("kind", PHRASE_KINDS)
    for language in map(str, Language):
        text = reader.text(language, needed=language == Language.JA, longest=_LONGEST[kind])
        if not text:
            del reader.read[language]
    if reader.yes("withdrawn") and known.standing is None:
        reader.wrong("withdrawn", "この定型文はまだありません", "there is no such phrase yet")
    reader.refuse_rest()


def _policy(reader: Reader, _subject: str, known: Known) -> None:
    rules = str(reader.anything("rules") or "")
    reader.refuse_rest()
    try:
        version = parse_policy(rules).version
    except InvalidError as error:
        reader.wrong("rules", f"規則を読めません: {error}", str(error))
        return
    if known.standing is not None and version == known.standing.get("version"):
        reader.wrong(
            "rules",
            f"版「{version}」は使用中です。新しい版の名前にしてください",
            f"version {version!r} is in force: give these rules a version of their own",
        )
    reader.read["version"] = version


def plain_geometry(shape: Shape) -> dict[str, Any]:
    """Return a shape as JSON holds it: lists, so that two of them can be compared."""
    listed: dict[str, Any] = _listed(shape.geojson())
    return listed


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(each) for name, each in value.items()}
    return [_listed(each) for each in value] if isinstance(value, list | tuple) else value


_CHECKS: Mapping[What, Check] = {
    What.STATION: gauging.station,
    What.RETIREMENT: _retirement,
    What.THRESHOLDS: lambda reader, _, known: gauging.thresholds(reader, known),
    What.SENSOR: lambda reader, _, known: gauging.sensor(reader, known),
    What.PLAUSIBLE: lambda reader, _, known: gauging.plausible(reader, known),
    What.NEIGHBOUR: _neighbour,
    What.AREA: _area,
    What.VOICES: _voices,
    What.PHRASE: _phrase,
    What.POLICY: _policy,
}
