"""Holds any implementation of TensorFlow 1.x graphs and sessions against the reference; importing it costs nothing."""
