"""What a PBX does and what the client makes of it: the same tests on a real Asterisk and on
the simulator, so that the simulator cannot lie."""
