"""Recordings of what a PBX sends: written, kept of late, replayed, and made nameless."""
