"""Post a form to the account's own server, signed as the provider signs it."""

import logging
from collections.abc import Mapping
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from simulators.sandbox.account import Account

log = logging.getLogger(__name__)

ANSWER_WITHIN_S = 15.0


class Poster:
    """Knows the account's secret, and where its server is reached from here."""

    def __init__(self, account: Account, address: str | None) -> None:
        """``address`` is where the callbacks' host is reached from here, if not by its name."""
        self._account = account
        self._address = address
        self._open = build_opener(ProxyHandler({})).open

    def post(self, url: str, form: Mapping[str, str], token: str) -> str | None:
        """Return what was answered, an error's words included; None when nobody answered."""
        request = Request(  # noqa: S310 http or https: checked when it was given
            self._reachable(url),
            urlencode(form).encode(),
            {
                "Host": urlsplit(url).netloc.rpartition("@")[2],
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
                "User-Agent": "TwilioProxy/1.1",
                "X-Twilio-Signature": self._account.sign(url, form),
                "I-Twilio-Idempotency-Token": token,
            },
        )
        try:
            with self._open(request, timeout=ANSWER_WITHIN_S) as answer:
                return str(answer.read().decode("utf-8", "replace"))
        except HTTPError as error:
            log.warning("%s: answered %s", url, error.code)
            error.close()
            return ""
        except (OSError, ValueError) as error:
            log.warning("%s: %s", url, error)
            return None

    def _reachable(self, url: str) -> str:
        if not self._address:
            return url
        there = urlsplit(self._address)
        return urlsplit(url)._replace(scheme=there.scheme, netloc=there.netloc).geturl()
