"""Temporary responders: their own routes, and those by which headquarters sees to them."""
