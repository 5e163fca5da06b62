"""Put a message into words, once for each language, whoever reads it."""

from kawamori.messages import sms
from kawamori.people import Language
from kawamori.storage.telling.messages import Message


def render(message: Message) -> dict[Language, str]:
    """Return the text in every language."""
    return {language: sms(message.matter(), language) for language in Language}
