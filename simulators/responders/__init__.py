"""People who are called out, as they answer: late, in their own words, or not at all."""
