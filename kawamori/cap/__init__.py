"""The Common Alerting Protocol (CAP) 1.2: alerts as other systems read and write them."""
