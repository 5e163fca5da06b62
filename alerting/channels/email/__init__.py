"""Messages by e-mail, to branch offices and to people who asked for it."""
