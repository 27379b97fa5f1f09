"""The rules: which calls ring where, and which of them a pickup takes.

Values and pure functions. Nothing here knows a socket, a clock, Qt or AMI: an event brings
its own time, and the wire's words are translated before they arrive.
"""
