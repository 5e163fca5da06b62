"""The ways out: one folder a channel, with its transport and its table of answers."""
