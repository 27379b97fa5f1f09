"""Takes a call and says how that ended."""
