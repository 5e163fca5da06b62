"""The water's edge on a staff gauge, read from a still, with how sure the reading is."""
