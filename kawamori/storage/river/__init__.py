"""Rivers: stations with their thresholds, sensors and neighbours."""
