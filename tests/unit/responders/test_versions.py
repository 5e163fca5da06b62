"""What people agree to and read on the page is what the server holds them to."""

import re
from pathlib import Path

from kawamori.responders.people import BRIEFING, CONSENT

CONTRACTS = Path(__file__).parents[3] / "web/src/responder/contracts.ts"


def test_page_and_server_mean_the_same_briefing_and_consent() -> None:
    found = dict(re.findall(r'const (BRIEFING|CONSENT) = "([^"]+)"', CONTRACTS.read_text()))

    assert found == {"BRIEFING": BRIEFING, "CONSENT": CONSENT}
