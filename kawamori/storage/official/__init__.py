"""Official information: entered by named persons, quoted with its source."""
