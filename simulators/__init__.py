"""Rivers that misbehave on demand, and a provider to send to."""
