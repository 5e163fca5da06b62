"""All SQL of the project, by what it stores."""
