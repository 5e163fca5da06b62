"""What offices hand over to and ask of one another, and the situation reports they issue."""
