"""What JMA publishes, as JSON behind its pages and as XML telegrams, made official information.

Both forms say the same: those in force since May 2026, whose names carry their alert level, and
those before. Drills and tests come by the same way and are kept as what they are.
"""
