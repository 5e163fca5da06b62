"""People: who asked to be told, and their addresses at rest."""
