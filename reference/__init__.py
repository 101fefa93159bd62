"""graphsession's reference interpreter: ``import reference as tf`` reads like TensorFlow 1.x.

Building a graph starts in `reference.graph`; what ``Session.run`` does is in `reference.session` and
`reference.runtime`; an op is one record below `reference.ops`.
"""

import sys

from reference import api

__version__ = "1.15.5"  # the TensorFlow whose graphs and sessions these are

api.assemble(sys.modules[__name__])
