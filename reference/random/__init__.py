"""TensorFlow's random numbers, bit for bit, on NumPy alone; also the module `tf.random`, whose names the ops add.

The chapter is `spec/random.md`. From seeds to values: `seeds` makes the attributes of an op, `philox` counts and makes
words, `distributions` and `selection` make words into what a kernel gives back.
"""
