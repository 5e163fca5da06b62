"""Who works here: accounts, how they sign in, and where they are signed in."""
