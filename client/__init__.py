"""Cornetta: see the calls that ring in your pickup groups, and take one with one click."""

__version__ = "0.1.0"
