"""Small questions about graphs, sessions and errors, with the answers that TensorFlow 1.15.5 gave."""
