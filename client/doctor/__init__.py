"""`cornetta doctor`: what is wrong between one agent and one PBX, and the lines that mend it."""
