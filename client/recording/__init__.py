"""Recordings of what a PBX sends: written, kept for some minutes, replayed, pseudonymized."""
