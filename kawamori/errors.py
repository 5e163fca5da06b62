"""The errors Kawamori raises on purpose, and what each asks of whoever catches it."""


class KawamoriError(Exception):
    """Anything Kawamori raises on purpose; its text may be shown to a person."""


class InvalidError(KawamoriError):
    """This input is wrong: reject it, say why, and carry on with the next."""


class UnavailableError(KawamoriError):
    """Something needed is not there now: keep the work and try again."""


class NotFoundError(KawamoriError):
    """What was asked for does not exist, or the asker may not know that it does."""


class ConflictError(KawamoriError):
    """The world changed in between: read again, then decide."""


class TooOftenError(KawamoriError):
    """This was asked too often: ask again after so many seconds."""

    def __init__(self, message: str, again_in_s: int) -> None:
        super().__init__(message)
        self.again_in_s = again_in_s


class NotAllowedError(KawamoriError):
    """The person is known, the act is not theirs."""
