"""Sessions: fetches, feeds, and the loop from a user's call to a step and back."""
