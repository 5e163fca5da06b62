"""Temporary responders at rest: people, call-outs, tasks, and what they saw."""
