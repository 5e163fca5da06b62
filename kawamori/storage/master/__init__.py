"""Master data by drafts: proposed, checked, tried, published; nothing is ever overwritten."""
