"""Areas: where people live, which stations speak for it, and how both come in from files."""
