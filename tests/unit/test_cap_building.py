"""What we publish as CAP says the same in every language, ends, and is never taken for real."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from kawamori.cap.alerts import (
    CapArea,
    Category,
    MsgType,
    Reference,
    Response,
    Scope,
    Severity,
    Status,
)
from kawamori.cap.build import Deed, Envelope, Notice, Text, build
from kawamori.cap.languages import TAGS
from kawamori.cap.levels import gauge_grade, order_grade
from kawamori.cap.read import read
from kawamori.cap.times import cap_time
from kawamori.cap.write import write
from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.people import Language
from kawamori.runs import ACTUAL, Run
from kawamori.runs import Status as RunStatus

SCHEMA = Path(os.environ.get("KAWAMORI_CAP_SCHEMA", "none")) / "CAP-v1.2-schema_oasis.xsd"
NOW = datetime(2026, 9, 1, 5, 5, 0, 123456, tzinfo=UTC)
DRILL = Run(7, "drill-2026-09", RunStatus.EXERCISE, "city", NOW, NOW, 1.0)
EAST = CapArea(
    "東町",
    polygons=(((35.0, 139.0), (35.01, 139.0), (35.01, 139.01), (35.0, 139.0)),),
    geocodes=(("全国地方公共団体コード", "22325"),),
)
TEXTS = {
    Language.JA: Text("避難指示", "警戒レベル4避難指示 東町", "危険な場所から全員避難。"),
    Language.EASY: Text("避難指示", "避難指示（ひなんしじ）", "危ない 場所から 逃げて。"),
    Language.EN: Text("Evacuation Order（避難指示）", "Evacuation Order", "Leave now <all> & go."),
    Language.PT: Text("避難指示", "警戒レベル4避難指示 東町", "危険な場所から全員避難。"),
}
ORDER = Notice(
    run=ACTUAL,
    deed=Deed.ISSUE,
    grade=order_grade(4),
    categories=(Category.MET, Category.SAFETY),
    texts=TEXTS,
    areas=(EAST,),
    parameters=(("jp.alertLevel", "4"), ("jp.orderType", "避難指示")),
    is_public=True,
)
ENVELOPE = Envelope(
    identifier="urn:uuid:1",
    sender="bosai@city.example",
    sender_name="川辺市",
    sent=NOW,
    expires=NOW + timedelta(hours=12),
    incident="order/12",
)
BEFORE = tuple(Reference("bosai@city.example", f"urn:uuid:{n}", NOW) for n in (8, 9))


def marked(run: Run, mark: str) -> Notice:
    texts = {
        language: replace(text, headline=f"{mark}{text.headline}")
        for language, text in TEXTS.items()
    }
    return replace(ORDER, run=run, texts=texts)


def test_an_order_is_public_urgent_and_says_where_and_until_when() -> None:
    alert = build(ORDER, ENVELOPE)

    assert (alert.status, alert.msg_type, alert.scope) == (
        Status.ACTUAL,
        MsgType.ALERT,
        Scope.PUBLIC,
    )
    info = alert.infos[0]
    assert (info.severity, info.responses) == (Severity.SEVERE, (Response.EVACUATE,))
    assert info.expires == datetime(2026, 9, 1, 17, 5, tzinfo=UTC)
    assert info.areas == (EAST,)
    assert ("jp.alertLevel", "4") in info.parameters


def test_each_language_has_an_info_and_the_infos_differ_in_their_words_alone() -> None:
    infos = build(ORDER, ENVELOPE).infos

    words = {"language": "", "event": "", "headline": "", "description": "", "parameters": ()}
    assert [info.language for info in infos] == ["ja-JP", "ja-JP-x-easy", "en-US"]
    assert len({replace(info, **words) for info in infos}) == 1
    assert ("jp.plainJapanese", "true") in infos[1].parameters


def test_a_language_that_is_told_in_japanese_has_no_info_of_its_own() -> None:
    assert TAGS[Language.PT] not in [info.language for info in build(ORDER, ENVELOPE).infos]


def test_times_are_whole_seconds_with_japan_s_offset() -> None:
    xml = write(build(ORDER, ENVELOPE)).decode()

    assert "<sent>2026-09-01T14:05:00+09:00</sent>" in xml
    assert "Z<" not in xml


def test_what_is_written_is_read_as_it_was() -> None:
    alert = build(replace(ORDER, deed=Deed.CHANGE), replace(ENVELOPE, replaces=BEFORE))

    again = read(write(alert))

    seconds = tuple(replace(each, sent=NOW.replace(microsecond=0)) for each in BEFORE)
    assert again == replace(alert, references=seconds)


@pytest.mark.parametrize(
    ("deed", "kind"),
    [
        (Deed.CHANGE, MsgType.UPDATE),
        (Deed.LIFT, MsgType.UPDATE),  # an all-clear is news, not a retraction
        (Deed.RETRACT, MsgType.CANCEL),
    ],
)
def test_what_follows_refers_to_all_that_it_replaces_and_explains_itself(
    deed: Deed, kind: MsgType
) -> None:
    alert = build(replace(ORDER, deed=deed), replace(ENVELOPE, replaces=BEFORE))

    assert alert.msg_type is kind
    assert alert.references == BEFORE
    assert alert.infos[0].description


def test_an_exercise_is_marked_restricted_and_noted_however_public_it_was_meant() -> None:
    alert = build(marked(DRILL, "【訓練】"), ENVELOPE)

    assert (alert.status, alert.scope) == (Status.EXERCISE, Scope.RESTRICTED)
    assert "drill-2026-09" in alert.note
    assert alert.restriction


@pytest.mark.parametrize("mark", ["", "【試験】", "DRILL: "])
def test_an_exercise_whose_words_do_not_begin_with_its_mark_is_not_built(mark: str) -> None:
    with pytest.raises(InvalidError, match="does not begin with its mark"):
        build(marked(DRILL, mark), ENVELOPE)


@pytest.mark.parametrize(
    ("notice", "envelope", "reason"),
    [
        (ORDER, replace(ENVELOPE, expires=NOW), "ends before it begins"),
        (ORDER, replace(ENVELOPE, sender="city, office"), "no spaces, commas"),
        (ORDER, replace(ENVELOPE, identifier="a&b"), "no spaces, commas"),
        (replace(ORDER, areas=()), ENVELOPE, "say where"),
        (replace(ORDER, texts={}), ENVELOPE, "the Japanese words are missing"),
    ],
)
def test_what_others_could_mistake_is_not_built(
    notice: Notice, envelope: Envelope, reason: str
) -> None:
    with pytest.raises(InvalidError, match=reason):
        build(notice, envelope)


@pytest.mark.parametrize("level", GaugeLevel)
def test_a_gauge_asks_nobody_to_leave(level: GaugeLevel) -> None:
    assert gauge_grade(level).response in {Response.MONITOR, Response.ALL_CLEAR}


@pytest.mark.parametrize("level", [1, 2, 6])
def test_there_is_no_order_of_another_level(level: int) -> None:
    with pytest.raises(InvalidError, match="an order has 3, 4 or 5"):
        order_grade(level)


anything = st.text(max_size=30)
notices = st.builds(
    Notice,
    run=st.just(ACTUAL),
    deed=st.sampled_from(Deed),
    grade=st.sampled_from([order_grade(3), order_grade(5), gauge_grade(GaugeLevel.CAUTION)]),
    categories=st.just((Category.MET,)),
    texts=st.dictionaries(
        st.sampled_from(Language),
        st.builds(Text, st.just("避難指示"), anything, anything),
    ).map(lambda texts: {Language.JA: TEXTS[Language.JA], **texts}),
    areas=st.just((EAST,)),
    parameters=st.lists(st.tuples(anything, anything), max_size=2).map(tuple),
    is_public=st.booleans(),
)


@pytest.mark.skipif(not SCHEMA.is_file(), reason="KAWAMORI_CAP_SCHEMA names no folder with it")
@given(notices, st.sampled_from([(), BEFORE[:1], BEFORE]))
def test_everything_that_is_built_fits_the_schema(
    notice: Notice, replaces: tuple[Reference, ...]
) -> None:
    xsd = etree.XMLSchema(etree.parse(SCHEMA))

    xml = write(build(notice, replace(ENVELOPE, replaces=replaces)))

    assert xsd.validate(etree.fromstring(xml)), xsd.error_log
    assert cap_time(NOW) in xml.decode()
    read(xml)
