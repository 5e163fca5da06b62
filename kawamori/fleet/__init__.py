"""The fleet: devices are given keys, trusted by them, set from headquarters, and watched."""
