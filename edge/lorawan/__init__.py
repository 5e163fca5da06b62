"""A bridge from a LoRaWAN network server to the wire: uplinks of level sensors become readings."""
