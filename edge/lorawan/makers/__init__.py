"""What the frames of each maker's level sensors mean: one file a maker."""
