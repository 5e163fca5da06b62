"""Call out temporary responders: wave after wave, until enough come or nobody is left to ask.

What cannot be done of one call-out is logged, and keeps no other waiting.
"""

import logging
from datetime import datetime

from alerting.dispatch import Connections
from kawamori.errors import UnavailableError
from kawamori.storage.responders.asking import ask_next, due_callouts

log = logging.getLogger(__name__)


class CallingOut:
    """Asks responders; several may run at once, and one of them works on a call-out."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def look(self, now: datetime) -> int:
        """Do what is due of every open call-out; return how many people were asked."""
        asked = 0
        with self._connections() as connection:
            for due in due_callouts(connection, now):
                try:
                    asked += ask_next(connection, due, now)
                except UnavailableError:
                    raise
                except Exception:
                    log.exception("call-out %d: nobody was asked; trying again", due.callout_id)
        return asked
