"""Rivers that were recorded: published again exactly as devices would, then checked."""
