"""Hold any implementation of TensorFlow 1.x graphs and sessions against another.

The modules that a worker needs (``reading``, ``values``, ``graph``, ``graph_def``, ``program``, ``outcome``,
``protocol``, ``module_backend``, ``worker``) run on Python 3.7, because TensorFlow 1.15 does; the rest wants
3.11. Importing the package costs nothing.
"""
