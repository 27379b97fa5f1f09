"""What README and the other pages say is true: their commands, files, samples and links."""
