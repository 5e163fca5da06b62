"""Fakes that behave: parts of the product for tests, benches and makers of devices."""
