"""The very engine over recorded rivers, scored: what it would have said, and how well."""
