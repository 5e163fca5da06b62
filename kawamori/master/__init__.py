"""Master data by drafts: what may be proposed, and what is wrong with it."""
