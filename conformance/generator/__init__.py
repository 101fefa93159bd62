"""Random programs, drawn from the reference's op records with Hypothesis."""
