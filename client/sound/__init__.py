"""What is heard: the one place that knows an audio library, and who plays in a thread."""
