"""Why somebody is told nothing any more, where the wish was their own."""

OPTED_OUT = "opted out"  # at the provider
ASKED_TO_STOP = "asked the city to stop"
BY_THEM = (OPTED_OUT, ASKED_TO_STOP)  # no list of subscribers undoes these
