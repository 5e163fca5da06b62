"""Real instruments behind the edge's one sensor contract; a bad answer is a lost reading."""
