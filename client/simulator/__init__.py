"""The demo PBX: an AMI server on loopback that behaves as Asterisk 22 does.

It stands beside the client and imports nothing of it, so that both cannot agree on the same
mistake: what it says was compared with recordings of a real Asterisk. Of what a real one says it
says all that the client heeds, and of the rest which channels come and which are bridged: a
client must pass over many events. `office` is who works
there, `switch` the channels and what is told of them, `dialing`, `queueing` and `pickup` the
applications, `pbx` the verbs for scripts and tests, `server` the wire.
"""
