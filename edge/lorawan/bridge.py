"""The bridge as a sensor of an edge agent: asked how the rivers are, it looks what nodes sent.

All else is the agent's: the spool, the pace, the watermark, the line to the city.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from edge.lorawan.models import read_frame
from edge.lorawan.networks import READ, Events
from edge.lorawan.nodes import Healths, Node
from edge.lorawan.refusals import NOBODY, Refusal, Refusals
from edge.lorawan.repeats import Repeats
from edge.lorawan.uplinks import Uplink
from edge.sensors import Reading
from kawamori.errors import InvalidError
from kawamori.mqtt import Message

log = logging.getLogger(__name__)

STRANGERS_EVERY = timedelta(hours=1)

_UNTOLD = 2**62  # more than a spool ever takes: a look that broke off is not settled


class Bridge:
    """Every network server and every node of one bridge."""

    def __init__(
        self,
        networks: Sequence[Events],
        nodes: Mapping[str, Node],
        refusals: Refusals,
        healths: Healths,
    ) -> None:
        self._networks = networks
        self._nodes = nodes
        self._refusals = refusals
        self._healths = healths
        self._repeats = Repeats()
        self._strangers: dict[str, datetime] = {}
        self._offered = 0
        self._kept_to = 1

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return the levels in what arrived since the last time; all else is refused."""
        readings: list[Reading] = []
        self._offered = _UNTOLD
        for network in self._networks:
            try:
                messages = network.take()
            except Exception:
                log.exception("network %s failed; the others go on", network.network.name)
                network.settle(kept=False)
                continue
            for message in messages:
                readings += self._read(network, message, now)
        self._offered = len(readings)
        return readings

    def settle(self, next_seq: int) -> None:
        """Acknowledge what the agent has spooled, up to before ``next_seq``, and what was refused.

        Where the spool took nothing the network servers are to send it again.
        """
        kept = next_seq - self._kept_to >= self._offered
        self._kept_to, self._offered = next_seq, 0
        self._repeats.settle(kept=kept)
        for network in self._networks:
            network.settle(kept=kept)
        self._refusals.publish()
        try:
            self._healths.write()
        except OSError as error:
            log.warning("the nodes' health is not written: %s", error)

    def _read(self, network: Events, message: Message, now: datetime) -> list[Reading]:
        dev_eui = NOBODY
        try:
            uplink = READ[network.network.server](message.payload)
            dev_eui = uplink.dev_eui
            return self._take(uplink, now)
        except InvalidError as error:
            self._refuse(str(error), dev_eui, message)
        except Exception as error:
            log.exception("a fault of ours; the next event goes on")
            self._refuse(f"a fault of the bridge: {error!r}", dev_eui, message)
        return []

    def _take(self, uplink: Uplink, now: datetime) -> list[Reading]:
        """Return the reading in an uplink, if it has one; ``InvalidError`` says why it must not.

        1. Let pass what carries nothing, and what was taken before.
        2. Refuse what may not be believed, and who nobody registered.
        3. Decode it by its node's model; note how the node is.
        """
        if not uplink.frame and not uplink.port:
            return []  # the radio's own business alone
        if not uplink.doubt and self._repeats.is_repeat(uplink):
            log.info("%s: frame %d once more", uplink.dev_eui, uplink.counter)
            return []
        if uplink.doubt:
            raise InvalidError(uplink.doubt)
        node = self._nodes.get(uplink.dev_eui)
        if node is None:
            return self._meet_stranger(uplink, now)
        decoded = read_frame(node.model, uplink.port, uplink.frame)
        self._healths.note(node, uplink, decoded)
        if decoded.level_m is None:
            return []
        return [
            Reading(
                node.station_id,
                node.datastream,
                round(decoded.level_m, 4),
                observed_at=uplink.heard_at,
            )
        ]

    def _meet_stranger(self, uplink: Uplink, now: datetime) -> list[Reading]:
        """Refuse a node that is not in the configuration, once an hour: others' fill the air."""
        told = self._strangers.get(uplink.dev_eui)
        if told is not None and now - told < STRANGERS_EVERY:
            return []
        self._strangers[uplink.dev_eui] = now
        raise InvalidError(f"no node {uplink.dev_eui} is configured: add it, or narrow the topic")

    def _refuse(self, reason: str, dev_eui: str, message: Message) -> None:
        self._refusals.add(Refusal(reason, dev_eui, message.topic, message.payload))
