"""Real servers started as children of one program: the database, the broker, the services."""
