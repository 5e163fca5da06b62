"""Duty: the roster, its calls, and the links behind them."""
