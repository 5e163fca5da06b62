"""Quality tests as QARTOD has them: each says what it holds against a reading, none deletes."""
