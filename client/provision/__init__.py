"""Writes what an administrator includes in the configuration of a PBX."""
