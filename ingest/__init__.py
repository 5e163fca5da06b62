"""MQTT in, database out; survives everything else."""
