"""A crowd that is told of one flood: everybody once, in their language, the most at risk first."""
