"""The ways to reach people."""

from enum import StrEnum


class Channel(StrEnum):
    """A way to reach people; a subscriber has one address on one of them."""

    SMS = "sms"
    PUSH = "push"
    VOICE = "voice"
    EMAIL = "email"
    WEBHOOK = "webhook"
