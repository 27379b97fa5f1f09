"""The wire: Asterisk's Manager Interface, and its translation into `client.calls` values."""
