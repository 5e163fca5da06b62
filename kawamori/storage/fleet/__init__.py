"""The fleet as it is stored: devices, their certificates, how they are to be set, how they are."""
