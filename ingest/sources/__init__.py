"""Other people's gauges and warnings: public services that are asked, politely, and never trusted.

A source of readings is a device on the wire like any other; what JMA announces becomes official
information. What fails is one source at a time.
"""
