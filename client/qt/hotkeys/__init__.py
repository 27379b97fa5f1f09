"""Hotkeys: keys that work whatever window has the keyboard. A file for each kind of system."""
