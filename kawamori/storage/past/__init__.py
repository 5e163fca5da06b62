"""How things stood at a moment gone by, from what was known then and nothing that came later."""
