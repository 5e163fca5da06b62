"""Put a message into words, once for each channel and language, whoever reads it."""

from kawamori.messages import sms
from kawamori.people import Channel, Language
from kawamori.storage.telling.messages import Message


def render(message: Message) -> dict[tuple[Channel, Language], str]:
    """Return the text for every channel in every language."""
    texts = {language: sms(message.matter(), language) for language in Language}
    return {(channel, language): texts[language] for channel in Channel for language in Language}
