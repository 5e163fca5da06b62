"""The real API for tests and benches: served on a loopback port, and asked as somebody."""
