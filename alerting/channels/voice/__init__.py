"""Telephone calls through Twilio, for those who have no smartphone."""
