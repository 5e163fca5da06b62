"""What the provider says when it takes no message: its own codes, and the HTTP status of each."""

from http import HTTPStatus

MORE_INFO = "https://www.twilio.com/docs/errors/{}"


class RefusedError(Exception):
    """A request that was answered with an error; nothing was accepted."""

    def __init__(
        self, code: int, message: str, status: int = 400, *, retry_after_s: int | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.retry_after_s = retry_after_s

    def body(self) -> dict[str, object]:
        """Return the error as the provider writes it."""
        more = MORE_INFO.format(self.code)
        return {
            "code": self.code,
            "message": self.message,
            "more_info": more,
            "status": self.status,
        }

    def headers(self) -> dict[str, str]:
        """Return the headers that go with it."""
        headers = {}
        if self.status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
        if self.retry_after_s is not None:
            headers["Retry-After"] = str(self.retry_after_s)
        return headers


def unauthenticated() -> RefusedError:
    """Refuse somebody who is not the account."""
    return RefusedError(20003, "Authenticate", HTTPStatus.UNAUTHORIZED)


def not_found(path: str) -> RefusedError:
    """Refuse to show what is not there."""
    return RefusedError(20404, f"The requested resource {path} was not found", HTTPStatus.NOT_FOUND)


def too_many(retry_after_s: int) -> RefusedError:
    """Refuse for now: the account sends faster than it may."""
    return RefusedError(
        20429, "Too Many Requests", HTTPStatus.TOO_MANY_REQUESTS, retry_after_s=retry_after_s
    )


def broken() -> RefusedError:
    """Fail in a way that says nothing about the message."""
    return RefusedError(
        20500, "An internal server error has occurred", HTTPStatus.INTERNAL_SERVER_ERROR
    )
