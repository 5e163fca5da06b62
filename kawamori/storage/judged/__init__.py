"""What judging knows, finds and remembers, and the alerts it raises."""
