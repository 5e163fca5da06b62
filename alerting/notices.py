"""What a message is in CAP's terms: what it does, how grave it is, in which words, and where."""

from collections.abc import Mapping, Sequence

from kawamori.alerts import Kind
from kawamori.cap.alerts import CapArea, Category, Named
from kawamori.cap.build import Deed, Notice, Text
from kawamori.cap.levels import ALL_CLEAR, RETRACTED, Grade, gauge_grade, order_grade
from kawamori.levels import GaugeLevel
from kawamori.messages import OrderKind
from kawamori.messages.terms import Term, gauge_term, order_term, term
from kawamori.people import Language
from kawamori.storage.telling.feeds import Place, Told

ORDER, GAUGE = "order", "gauge"
GAUGE_PLACE_KM = 0.1  # where the gauge stands, not what its river may flood
_DEEDS: Mapping[str, Deed] = {
    OrderKind.ISSUE: Deed.ISSUE,
    OrderKind.CHANGE: Deed.CHANGE,
    OrderKind.LIFT: Deed.LIFT,
    OrderKind.RETRACT: Deed.RETRACT,
    Kind.RAISE: Deed.ISSUE,
    Kind.ESCALATE: Deed.CHANGE,
    Kind.EASE: Deed.CHANGE,
    Kind.CLEAR: Deed.LIFT,
}
_STATES = {Deed.ISSUE: "発令", Deed.CHANGE: "発令", Deed.LIFT: "解除", Deed.RETRACT: "取消"}


def deed_of(told: Told) -> Deed:
    """Return what a message does; a correction does again, rightly, what it corrects."""
    if told.kind != OrderKind.CORRECT:
        return _DEEDS[told.kind]
    return Deed.LIFT if _was_lifted(told) else Deed.CHANGE


def notice_of(
    told: Told,
    deed: Deed,
    texts: Mapping[Language, str],
    places: Sequence[Place],
    *,
    is_public: bool,
) -> Notice:
    """Return a message as a notice; the first line of each text is its headline."""
    is_order = told.family == ORDER
    what = _term(told, deed)
    return Notice(
        run=told.run,
        deed=deed,
        grade=_grade(told, deed),
        categories=(Category.MET, Category.SAFETY) if is_order else (Category.MET,),
        texts={language: _text(what, language, body) for language, body in texts.items()},
        areas=tuple(_area(place) for place in places) if is_order else (_gauge_place(told),),
        parameters=_order_parameters(told, deed) if is_order else _gauge_parameters(told),
        is_public=is_public,
    )


def _was_lifted(told: Told) -> bool:
    return told.corrected_kind in {OrderKind.LIFT, Kind.CLEAR}


def _grade(told: Told, deed: Deed) -> Grade:
    """Return how grave it is; to take back an all-clear is as grave as what was cleared."""
    if deed is Deed.LIFT:
        return ALL_CLEAR
    if deed is Deed.RETRACT and not _was_lifted(told):
        return RETRACTED
    if told.family == ORDER:
        return order_grade(told.level)
    return gauge_grade(GaugeLevel(max(told.level, GaugeLevel.CAUTION)))


def _term(told: Told, deed: Deed) -> Term:
    if told.family == ORDER:
        return order_term(told.level)
    if deed is Deed.LIFT:
        return term("water_has_fallen")
    return gauge_term(GaugeLevel(told.level))


def _text(what: Term, language: Language, body: str) -> Text:
    headline, _, rest = body.partition("\n")
    return Text(what.beside(language), headline.strip(), rest.strip() or headline.strip())


def _order_parameters(told: Told, deed: Deed) -> tuple[Named, ...]:
    return (
        ("jp.alertLevel", str(told.level)),
        ("jp.orderType", order_term(told.level).text(Language.JA)),
        ("jp.orderState", _STATES[deed]),
    )


def _gauge_parameters(told: Told) -> tuple[Named, ...]:
    threshold = gauge_term(GaugeLevel(told.level)).text(Language.JA)
    stage = () if told.stage_m is None else (("kawamori.stage_m", f"{told.stage_m:.2f}"),)
    station = () if told.station_id is None else (("kawamori.stationId", told.station_id),)
    return (*station, ("kawamori.threshold", threshold), *stage)


def _area(place: Place) -> CapArea:
    """Return an area's outlines, latitude first; CAP knows no holes."""
    shape = place.geometry
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    code = (("jp.localGovernmentCode", place.municipality),) if place.municipality else ()
    return CapArea(
        description=place.name,
        polygons=tuple(tuple((p[1], p[0]) for p in rings[0]) for rings in polygons),
        geocodes=code,
    )


def _gauge_place(told: Told) -> CapArea:
    here = None if told.lat is None or told.lon is None else (told.lat, told.lon)
    circles = () if here is None else ((here, GAUGE_PLACE_KM),)
    return CapArea(told.name or told.thread, circles=circles)
