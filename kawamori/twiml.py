"""What is said on the telephone and asked of its keys, in the provider's markup (TwiML)."""

from twilio.twiml.voice_response import Gather, VoiceResponse

from kawamori.messages.voices import voice_lines
from kawamori.messages.wording import wording
from kawamori.people import Language

HEARD, AGAIN = "1", "9"
KEY_WITHIN_S = 8
TIMES_SAID = 2

_LOCALES = {
    Language.JA: "ja-JP",
    Language.EASY: "ja-JP",
    Language.EN: "en-US",
    Language.ZH: "zh-CN",
    Language.ZH_HANT: "cmn-TW",
    Language.KO: "ko-KR",
    Language.VI: "vi-VN",
    Language.PT: "pt-BR",
}
_VOICES = {  # the provider's own voices speak the others
    Language.ZH_HANT: "Google.cmn-TW-Standard-A",
    Language.VI: "Google.vi-VN-Standard-A",
}


def call_twiml(body: str, language: Language, keys_url: str) -> str:
    """Return a call that says a message twice, then asks for a key; ``keys_url`` is told which."""
    response = VoiceResponse()
    gather = Gather(
        input="dtmf", num_digits=1, timeout=KEY_WITHIN_S, action=keys_url, method="POST"
    )
    for _ in range(TIMES_SAID):
        for speaks, words in voice_lines(body, language):
            _say(gather, words, speaks)
        gather.pause(length=1)
    _say(gather, wording(language).say("calls.press"), language)
    response.append(gather)
    response.hangup()
    return str(response)


def heard_twiml(language: Language) -> str:
    """Return what is said to whoever has pressed the key."""
    response = VoiceResponse()
    _say(response, wording(language).say("calls.heard"), language)
    response.hangup()
    return str(response)


def said_twiml(text: str, language: Language) -> str:
    """Return a call that says something three times and asks nothing."""
    response = VoiceResponse()
    for _ in range(TIMES_SAID + 1):
        _say(response, text, language)
        response.pause(length=1)
    response.hangup()
    return str(response)


def _say(verb: VoiceResponse | Gather, text: str, language: Language) -> None:
    voice = {"voice": _VOICES[language]} if language in _VOICES else {}
    verb.say(text, language=_LOCALES[language], **voice)
