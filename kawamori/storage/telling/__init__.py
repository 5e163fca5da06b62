"""Telling: messages, the deliveries they become, and the ledger of both."""
