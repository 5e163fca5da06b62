"""Every text ends with its code, whatever it tells of, and is found again however that is typed."""

import json
from datetime import UTC, datetime
from importlib.resources import files
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawamori.alerts import Kind
from kawamori.levels import GaugeLevel
from kawamori.messages import (
    AreaName,
    CorrectionKind,
    Matter,
    OfficialMatter,
    OrderKind,
    OrderMatter,
    OwnMatter,
    correction_of_notice,
    correction_texts,
    gauge_texts,
    official_texts,
    order_texts,
    own_texts,
    ucs2_units,
)
from kawamori.messages.proof import (
    CHARACTERS,
    PLACE,
    code_of,
    find_code,
    read_code,
    with_code,
    without_code,
)
from kawamori.messages.samples import samples
from kawamori.messages.wording import wording
from kawamori.messages.written import Texts
from kawamori.official import NAMES
from kawamori.people import Channel, Language
from kawamori.runs import Status
from kawamori.testing.texts import ends_with_code, fits

AT = datetime(2026, 9, 1, 5, 20, tzinfo=UTC)
codes = st.text(CHARACTERS, min_size=6, max_size=6)
names = st.text("川辺橋第二上流水位観測所𠮷🌊ABCq -（）{}#。", min_size=1, max_size=60).filter(
    str.strip
)
statuses, kinds, levels = (st.sampled_from(each) for each in (Status, Kind, GaugeLevel))
links = st.sampled_from(["", "https://kawabe.example.jp/h/12", "https://a.example/" + "x" * 180])


def gauge(status: Status, kind: Kind, level: GaugeLevel, name: str, river: str) -> Matter:
    return Matter(status, kind, level, name, name, river, 4.12, AT)


gauges = st.builds(gauge, statuses, kinds, levels, names, names)
told = st.one_of(
    st.lists(gauges, min_size=1, max_size=12).map(lambda matters: gauge_texts(*matters)),
    st.builds(
        lambda status, kind, level, city, area, url, before: order_texts(
            OrderMatter(
                status,
                kind,
                level,
                city,
                tuple(AreaName(each) for each in area),
                AT,
                previous_level=before,
                url=url,
                shelter=city,
                reason=city,
            )
        ),
        statuses,
        st.sampled_from(OrderKind),
        st.sampled_from([3, 4, 5]),
        names,
        st.lists(names, min_size=1, max_size=30),
        links,
        st.sampled_from([None, 3, 4, 5]),
    ),
    st.builds(
        lambda status, name, issuer, places, url, lifted: official_texts(
            OfficialMatter(status, name, issuer, AT, tuple(places), is_lifted=lifted, url=url)
        ),
        statuses,
        st.sampled_from(NAMES),
        names,
        st.lists(names, min_size=1, max_size=12),
        links,
        st.booleans(),
    ),
    st.builds(
        lambda matter, kind, right: correction_texts(
            correction_of_notice(matter, kind, right=right, because=right)
        ),
        gauges,
        st.sampled_from(CorrectionKind),
        names,
    ),
    st.builds(
        lambda status, name, river: own_texts(OwnMatter(status, 3.5, name, name, river, 4.12, AT)),
        statuses,
        names,
        names,
    ),
)


@settings(max_examples=60)
@given(texts=told, code=codes)
def test_every_text_ends_with_its_code_within_what_its_channel_holds(
    texts: Texts, code: str
) -> None:
    sent = with_code(texts, code)

    for (channel, language), text in sent.items():
        assert fits(channel, text), (channel, text)
        assert ends_with_code(channel, text), (channel, text)
        assert PLACE not in text[-8:]
        assert ucs2_units(text) == ucs2_units(texts[channel, language])  # as it was previewed
        assert code_of(text) == (None if channel is Channel.VOICE else code)
        assert without_code(text) == without_code(texts[channel, language])
        assert not without_code(text).endswith((f"#{code}", PLACE))


@pytest.mark.parametrize("status", Status)
def test_the_code_reads_the_same_in_every_language(status: Status) -> None:
    for sample in samples(status):
        for (channel, language), text in sample.texts.items():
            assert ends_with_code(channel, text), (sample.name, channel, language)
            if channel is not Channel.VOICE:
                assert text.endswith("#K7Q4MX")


def test_a_letter_says_what_its_code_is_for() -> None:
    for sample, language in product(samples(Status.EXERCISE), Language):
        letter = sample.texts[Channel.EMAIL, language]
        said = wording(language).say("proof.letter")

        assert letter.endswith(f"\n\n{said}\n#K7Q4MX")
        assert said not in without_code(letter)


def test_a_message_from_before_there_were_codes_has_neither_code_nor_place() -> None:
    texts = gauge_texts(gauge(Status.ACTUAL, Kind.RAISE, GaugeLevel.DANGER, "川辺橋", "川辺川"))

    for text in with_code(texts, None).values():
        assert "#" not in text
        assert text == without_code(text)


@pytest.mark.parametrize(
    "typed",
    [
        "K7Q4MX",
        "k7q4mx",
        "＃Ｋ７Ｑ４ＭＸ",
        " #k7q 4mx\u3000",
        "K7Q-4MX",
        "ｋ７ｑ４ｍｘ",
        "K 7 Q 4 M X",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read_code(typed) == "K7Q4MX"


def test_a_character_that_is_not_ours_is_read_as_the_one_it_looks_like() -> None:
    assert read_code("BSZ7I1") == "8527LL"


@pytest.mark.parametrize("typed", ["", "K7Q4M", "K7Q4MXX", "A7Q4MX", "K7Q4M0", "K7Q4M%", "川辺"])
def test_what_is_no_code_is_read_as_none(typed: str) -> None:
    assert read_code(typed) is None


CASES = json.loads((files("kawamori.testing") / "codes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["typed"][:20])
def test_a_code_is_found_in_what_people_type_or_paste(case: dict[str, str | None]) -> None:
    assert find_code(case["typed"] or "") == case["code"]
