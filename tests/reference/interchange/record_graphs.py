"""Records graphs that TensorFlow 1.15.5 writes.  Run by Python 3.7 with it, in this folder."""

import tensorflow as tf
from programs import PROGRAMS, branches_and_loops, graph_of, ways_to_write

for program in [*PROGRAMS, branches_and_loops]:
    with open(f"recorded/{program.__name__}.pb", "wb") as file:
        file.write(graph_of(tf, program).SerializeToString(deterministic=True))
for name, content in ways_to_write(tf).items():
    with open("recorded/" + name, "wb") as file:
        file.write(content)
