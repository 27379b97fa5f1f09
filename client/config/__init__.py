"""What the user has set: which PBX and who I am, the secret, how the window behaves."""
