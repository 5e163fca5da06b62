"""Post many small bodies at once over few HTTP/2 connections, one crowd for each service.

libcurl does it, with one connection to a service for as many messages as the service
takes on it. A service that does not answer fills its own crowd and nobody else's.
"""

import ipaddress
import select
import socket
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.request import getproxies

import pycurl

AT_ONCE = 200  # to one service; more than the streams that services grant on a connection
CONNECTIONS = 4  # to one service
CONNECT_TIMEOUT_S, TIMEOUT_S, UNHEARD_S = 5, 10, 8
QUEUED_FOR_S = 15.0  # then somebody else may try; with the time-out well below a lease
LOOK_UP_S = 1.0
TOO_MANY, NOT_ACCEPTABLE = 429, 406  # Windows' service says the latter and means the former


UNUSABLE = "unusable"  # an endpoint or a key that no browser can have given
_NO_URL = (pycurl.E_URL_MALFORMAT, pycurl.E_UNSUPPORTED_PROTOCOL)
Ticket = tuple[int, int]  # the number of a job, and a place in it


class Post(NamedTuple):
    """One request."""

    url: str
    origin: str
    headers: list[str]
    body: bytes


class Reply(NamedTuple):
    """What came of a post: a status and two of its headers, or why there is none.

    Without a status, ``may_have_arrived`` says whether anything was sent at all.
    """

    status: int = 0
    location: str | None = None
    retry_after_s: int | None = None
    fault: str = ""
    may_have_arrived: bool = False


@dataclass(slots=True)
class _Crowd:
    """What is under way to one service, and what waits to be."""

    active: int = 0
    queued: deque[tuple[Ticket, Post, float]] = field(default_factory=deque)


class Poster:
    """A multiplexing HTTP/2 client; ``step`` does its work."""

    def __init__(self, ca_file: str, local_hosts: Collection[str] = ()) -> None:
        """Trust a file of certificates; reach private addresses of ``local_hosts`` alone."""
        self._ca_file = ca_file
        self._local = frozenset(local_hosts)
        self._behind_proxy = "https" in getproxies()  # which then says what may be reached
        self._multi = pycurl.CurlMulti()
        self._multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        self._multi.setopt(pycurl.M_MAX_HOST_CONNECTIONS, CONNECTIONS)
        self._free: list[pycurl.Curl] = []
        self._under_way: dict[pycurl.Curl, tuple[Ticket, Post, list[bytes]]] = {}
        self._crowds: dict[str, _Crowd] = {}
        self._answered: list[tuple[Ticket, Reply]] = []

    def __len__(self) -> int:
        """Return how many posts are under way, or answered and not yet told."""
        return len(self._under_way) + len(self._answered)

    def add(self, ticket: Ticket, post: Post, now_s: float) -> None:
        """Have something posted; ``ticket`` comes back with the reply."""
        crowd = self._crowds.setdefault(post.origin, _Crowd())
        if crowd.active < AT_ONCE:
            self._begin(ticket, post, crowd)
        else:
            crowd.queued.append((ticket, post, now_s + QUEUED_FOR_S))

    def step(self, now_s: float, *, or_until_readable: int) -> list[tuple[Ticket, Reply]]:
        """Wait for news from a service, or on a file descriptor, and return the replies."""
        reading, writing, _ = self._multi.fdset()
        wait_s = self._multi.timeout() / 1000
        wait_s = LOOK_UP_S if wait_s < 0 else min(wait_s, LOOK_UP_S)
        if self._under_way and not self._answered:
            select.select([*reading, or_until_readable], writing, [], wait_s)
        self._multi.perform()
        left = 1
        while left:
            left, good, bad = self._multi.info_read()
            for curl in good:
                self._end(curl, _reply(curl, self._under_way[curl][2]), now_s)
            for curl, code, _words in bad:
                self._end(curl, _failure(curl, code), now_s)
        answered, self._answered = self._answered, []
        return answered

    def _begin(self, ticket: Ticket, post: Post, crowd: _Crowd) -> None:
        curl = self._free.pop() if self._free else self._new_handle()
        headers: list[bytes] = []
        try:
            curl.setopt(pycurl.URL, post.url)
            curl.setopt(pycurl.HTTPHEADER, post.headers)
            curl.setopt(pycurl.POSTFIELDS, post.body)
            curl.setopt(pycurl.HEADERFUNCTION, headers.append)
            curl.setopt(pycurl.OPENSOCKETFUNCTION, self._opener(post.origin))
        except (pycurl.error, ValueError):  # what a stranger gave us as an address is none
            self._answered.append((ticket, Reply(fault=UNUSABLE)))
            return
        crowd.active += 1
        self._under_way[curl] = ticket, post, headers
        self._multi.add_handle(curl)

    def _end(self, curl: pycurl.Curl, reply: Reply, now_s: float) -> None:
        """Take a reply, and begin what waits for its place.

        Where a service can't be reached, or wants to be left alone, the rest of its crowd
        is not sent to find that out for itself.
        """
        ticket, post, _ = self._under_way.pop(curl)
        self._multi.remove_handle(curl)
        self._free.append(curl)
        self._answered.append((ticket, reply))
        crowd = self._crowds[post.origin]
        crowd.active -= 1
        goes_on = reply.fault == UNUSABLE or (
            reply.may_have_arrived and reply.status not in (TOO_MANY, NOT_ACCEPTABLE)
        )
        while crowd.queued and crowd.active < AT_ONCE:
            ticket, post, until_s = crowd.queued.popleft()
            if not goes_on:
                self._answered.append((ticket, reply))
            elif now_s < until_s:
                self._begin(ticket, post, crowd)
            else:
                self._answered.append((ticket, Reply(fault="queue")))
        if not crowd.active:
            del self._crowds[post.origin]

    def _new_handle(self) -> pycurl.Curl:
        curl = pycurl.Curl()
        curl.setopt(pycurl.CAINFO, self._ca_file)
        curl.setopt(pycurl.PROTOCOLS, pycurl.PROTO_HTTPS)
        curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
        curl.setopt(pycurl.PIPEWAIT, 1)  # rather a place on a connection than another one
        curl.setopt(pycurl.POST, 1)
        curl.setopt(pycurl.NOSIGNAL, 1)
        curl.setopt(pycurl.CONNECTTIMEOUT, CONNECT_TIMEOUT_S)
        curl.setopt(pycurl.TIMEOUT, TIMEOUT_S)
        curl.setopt(pycurl.WRITEFUNCTION, len)  # what a service says beside is not kept
        return curl

    def _opener(self, origin: str) -> Callable[..., socket.socket | int]:
        host = origin.removeprefix("https://").rsplit(":", 1)[0]
        anywhere = self._behind_proxy or host in self._local
        return _open_anywhere if anywhere else _open_public


def _open_public(
    purpose: int, address: tuple[int, int, int, tuple[str, int]]
) -> socket.socket | int:
    """Open a socket to a public address only: an endpoint is whatever a stranger gave us."""
    if not ipaddress.ip_address(address[3][0]).is_global:
        return pycurl.SOCKET_BAD
    return _open_anywhere(purpose, address)


def _open_anywhere(_purpose: int, address: tuple[int, int, int, tuple[str, int]]) -> socket.socket:
    opened = socket.socket(*address[:3])
    # A connection that died unseen would otherwise swallow whatever is sent for minutes.
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNHEARD_S * 1000)
    return opened


def _reply(curl: pycurl.Curl, headers: list[bytes]) -> Reply:
    locations = [h[9:].strip().decode("latin-1") for h in headers if h[:9].lower() == b"location:"]
    return Reply(
        curl.getinfo(pycurl.RESPONSE_CODE),
        locations[0] if locations else None,
        curl.getinfo(pycurl.RETRY_AFTER) or None,
        may_have_arrived=True,
    )


def _failure(curl: pycurl.Curl, code: int) -> Reply:
    """Return why there is no status, and whether the request had begun to leave."""
    fault = "timeout" if code == pycurl.E_OPERATION_TIMEDOUT else f"curl {code}"
    if code in _NO_URL:
        fault = UNUSABLE
    return Reply(fault=fault, may_have_arrived=bool(curl.getinfo(pycurl.REQUEST_SIZE)))
