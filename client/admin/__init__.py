"""Pickup groups as an administrator edits them: load, change, plan, save."""
