"""What decides which operations run, and in which order."""
