"""The device on the bank: sensors, spool and agent."""
