"""What holds of every text that is ever sent, whatever it tells of."""

import re
from itertools import product

import pytest

from kawamori.messages.budget import PUSH_BYTES, utf8_bytes
from kawamori.messages.marks import MARKS
from kawamori.messages.samples import Sample, samples
from kawamori.people import Channel, Language
from kawamori.runs import Status
from kawamori.testing.texts import words_alone

ORNAMENT = re.compile(r"[■□●○◆◇▲△▼▽★☆※→⇒━─═_*#|~\u3000\t]|  |\n\n\n| \n|\n |\s$")
AGENCY = re.compile(
    r"警報|予報|注意報|警报|预报|注意报|경보|예보|주의보|[Ww]arning|[Ff]orecast|[Aa]dvisory"
)
LATIN = (Language.EN, Language.VI, Language.PT)
PRACTISED = list(samples(Status.EXERCISE))
by_name = pytest.mark.parametrize("sample", PRACTISED, ids=lambda sample: str(sample.name))


@pytest.mark.parametrize("status", Status)
def test_the_mark_of_a_text_is_its_run_s_and_comes_first(status: Status) -> None:
    for sample in samples(status):
        for text in sample.texts.values():
            assert text.startswith(MARKS[status])
            if status is Status.ACTUAL:
                assert "訓練" not in text
                assert "試験" not in text


@by_name
def test_a_screen_reader_finds_no_ornament(sample: Sample) -> None:
    for (channel, _), text in sample.texts.items():
        words = text if channel is Channel.VOICE else words_alone(text)
        assert not ORNAMENT.search(words), text


@by_name
def test_a_voice_finds_no_bracket_no_colon_between_digits_and_no_unit_in_letters(
    sample: Sample,
) -> None:
    for language in Language:
        text = sample.texts[Channel.VOICE, language].removeprefix(MARKS[Status.EXERCISE])

        assert not re.search(r"[()（）【】「」\[\]]", text), text
        japanese = text if language.is_japanese else text.split("\n")[1]
        assert not re.search(r"\d:\d|\dm\b|\d\.\d", japanese), japanese


@by_name
def test_only_official_information_uses_the_agency_s_words(sample: Sample) -> None:
    if sample.name.startswith("official"):
        return
    for text in sample.texts.values():
        assert not AGENCY.search(text), text


@by_name
def test_the_japanese_goes_along_with_every_other_language(sample: Sample) -> None:
    term = re.split(r"[ 　]", sample.title.removeprefix("警戒レベル"))
    name = next(part for part in term if len(part) > 1)

    for (channel, language), text in sample.texts.items():
        # A height of somebody's own is no term of anybody's.
        assert name in text or sample.name == "own-reach", (channel, language)
        if channel is not Channel.SMS and not language.is_japanese:
            assert re.search(r"[ぁ-ん]{2}", text), (channel, language)


@by_name
def test_in_latin_letters_a_push_message_leaves_its_payload_below_a_kilobyte(
    sample: Sample,
) -> None:
    for language in LATIN:
        assert utf8_bytes(sample.texts[Channel.PUSH, language]) <= PUSH_BYTES - 150


def test_no_two_kinds_say_the_same() -> None:
    for channel, language in product(Channel, Language):
        texts = [sample.texts[channel, language] for sample in PRACTISED]

        assert len(texts) == len(set(texts)), (channel, language)
