"""The two views of the calls, window and strip, with their parts and dialogs."""
