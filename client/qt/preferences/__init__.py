"""The dialog of the preferences, a page a file."""
