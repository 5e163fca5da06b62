"""What is said on the telephone fits the provider, and is said in a voice that can say it."""

from xml.etree import ElementTree as ET

import pytest

from alerting.channels.voice.codes import refused
from kawamori.people import Language
from kawamori.twiml import call_twiml, heard_twiml, said_twiml

KEYS = "https://kawamori.example/hooks/twilio/voice/1/keys"
LONGEST = 4000  # of TwiML in a request
JAPANESE = "川辺市から、避難についてのお知らせです。川辺橋の水位が、氾濫危険水位に達しました。"


def says(twiml: str) -> list[tuple[str | None, str | None]]:
    return [(each.get("language"), each.text) for each in ET.fromstring(twiml).iter("Say")]  # noqa: S314 ours


@pytest.mark.parametrize("language", Language)
def test_a_long_message_fits_a_request_in_every_language(language: Language) -> None:
    body = "川" * 600

    assert len(call_twiml(body, language, KEYS)) <= LONGEST


def test_a_call_is_said_twice_and_then_asks_for_one_key() -> None:
    twiml = ET.fromstring(call_twiml(JAPANESE, Language.JA, KEYS))  # noqa: S314 ours

    gather = twiml.find("Gather")
    assert gather is not None
    assert (gather.get("numDigits"), gather.get("action")) == ("1", KEYS)
    assert [said.text for said in gather.findall("Say")][:2] == [JAPANESE, JAPANESE]
    assert twiml.find("Hangup") is not None


def test_what_stands_in_for_a_translation_is_said_by_a_japanese_voice() -> None:
    (first, *_, last) = says(call_twiml(JAPANESE, Language.PT, KEYS))

    assert first == ("ja-JP", JAPANESE)
    assert last[0] == "pt-BR"


def test_a_translation_is_said_by_its_own_voice_and_then_in_japanese() -> None:
    body = f"Evacuation Order for Minato. Leave now.\n{JAPANESE}"

    first, second, *_ = says(call_twiml(body, Language.EN, KEYS))

    assert first == ("en-US", "Evacuation Order for Minato. Leave now.")
    assert second == ("ja-JP", JAPANESE)


def test_letters_that_markup_is_made_of_are_only_said() -> None:
    assert says(said_twiml("<川 & 橋>", Language.JA))[0] == ("ja-JP", "<川 & 橋>")
    assert says(heard_twiml(Language.EN)) == [("en-US", "Thank you.")]


@pytest.mark.parametrize(("level", "calls"), [(5, 3), (4, 3), (3, 2), (2, 1)])
def test_how_often_somebody_is_called_hangs_on_the_level(level: int, calls: int) -> None:
    last = refused("busy", tries=calls, level=level, retry_after_s=None)

    assert last.permanent
    if calls > 1:
        before = refused("busy", tries=calls - 1, level=level, retry_after_s=None)
        assert before.again_in_s == 60
