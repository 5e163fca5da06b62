"""A LoRaWAN network server that does not exist: the frames of level sensors, and its events."""
