"""Rivers that misbehave on demand: a little valley, its floods, its sensors, and an SMS sandbox."""
