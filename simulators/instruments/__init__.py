"""Instruments that do not exist, on lines that do: a Modbus server, and pseudo-terminals."""
