"""A page's service worker, driven over the DevTools protocol as a push service and a hand would."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from playwright.sync_api import CDPSession, Page, Worker

from kawamori.testing.waiting import until

T = TypeVar("T")
# Chromium's own subscribing needs its maker's service: a browser of ours stands in for it.
SUBSCRIBING = """
(there) => {
  const made = { ...there, options: { applicationServerKey: null }, toJSON: () => there,
                 unsubscribe: async () => { kept("0"); return true; } };
  const kept = (now) => globalThis.localStorage?.setItem("test.subscribed", now);
  PushManager.prototype.subscribe = async () => { kept("1"); return made; };
  PushManager.prototype.getSubscription = async () =>
    globalThis.localStorage?.getItem("test.subscribed") === "1" ? made : null;
}
"""


def soon(page: Page, look: Callable[[], T]) -> T:
    """Return what is found once it is true, while the page goes on with its work."""

    def look_again() -> T:
        page.wait_for_timeout(20)
        return look()

    return until(look_again)


class Phone:
    """The service worker behind a page: pushes are delivered to it, and what it shows is tapped."""

    def __init__(self, page: Page, url: str) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._url = url
        self._registration = ""
        self._session.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self._session.send("ServiceWorker.enable")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        self.worker: Worker = page.context.service_workers[0]
        soon(page, lambda: self._registration)

    def _note(self, event: dict[str, Any]) -> None:
        for each in event["registrations"]:
            self._registration = each["registrationId"]

    def deliver(self, data: str) -> None:
        """Have the browser hand over a push, as its service would."""
        there = {"origin": self._url, "registrationId": self._registration, "data": data}
        self._session.send("ServiceWorker.deliverPushMessage", there)

    def shown(self) -> list[dict[str, Any]]:
        """Return what is on the screen."""
        found: list[dict[str, Any]] = self.worker.evaluate(
            """async () => (await registration.getNotifications()).map(
              ({ tag, title, body, lang, requireInteraction, data }) =>
                ({ tag, title, body, lang, requireInteraction, data }))"""
        )
        return found

    def tap(self, tag: str) -> None:
        """Tap what is shown; a browser without hands lets no page come to the front for it."""
        self.tell(
            "notificationclick",
            f"notification: (await registration.getNotifications({{ tag: {json.dumps(tag)} }}))[0]",
        )

    def tell(self, event: str, more: str = "") -> None:
        """Let something happen to the worker, and wait until it has done its work."""
        self.worker.evaluate(
            f"""async () => {{
              const works = [];
              const waitUntil = (work) => works.push(work);
              const event = Object.assign(new Event("{event}"), {{ waitUntil, {more} }});
              self.dispatchEvent(event);
              await Promise.allSettled(works);
            }}"""
        )


def subscribing(there: dict[str, Any]) -> str:
    """Return the script that gives a page the push service's browser."""
    return f"({SUBSCRIBING})({json.dumps(there)})"
