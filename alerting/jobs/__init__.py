"""Long work that people ask for, done beside judging and never in its way."""
