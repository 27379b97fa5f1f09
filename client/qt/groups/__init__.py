"""The window of the pickup groups: an administrator's view of one PBX."""
