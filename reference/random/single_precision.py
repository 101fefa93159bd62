"""Logarithm, sine and cosine of float32 as TensorFlow's normal numbers need them: to the last bit.

TensorFlow takes these three from the C library, and that of its days (glibc 2.28 to 2.40) does not round correctly:
0.7 % of its logarithms and 1.3 % of its sines and cosines are one unit in the last place away from the nearest float32.
Multiplied with each other such errors grow to three units, and a truncated normal could lose an element by one.

So the polynomials here are not the best ones for the functions; they are the ones that round like that library. It is asked
for no more than 2**23 logarithms and as many angles (RND-12), and each answer says between which two numbers the
polynomial lies there. Linear programming found the coefficients that keep to all of them, with the widest margin. The
arithmetic is float64 sums and products only, so that every machine gets the same bits.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

# The mantissa, from 0.69921875 up to twice that, falls into sixteen pieces of equal length in the bits of a float32.
_FIRST_MANTISSA = 0x3F330000
_PIECES = np.array(
    [  # a centre c, and the coefficients of (m - c)**0 to (m - c)**4
        [0.71484375, -0.33569129163829586, 1.398907103824359, -0.9784700399412636, 0.9128640481108632, -0.9608825679725476],
        [0.74609375, -0.29290401643292613, 1.3403141362240252, -0.898220553185822, 0.8028954440301427, -0.8096131478085451],
        [0.77734375, -0.2518726197547925, 1.2864321607120122, -0.8274534356771028, 0.7099056419481974, -0.6871541678428954],
        [0.80859375, -0.21245865121425822, 1.236714975805292, -0.7647315803917166, 0.6307374144983039, -0.5869080447814733],
        [0.83984375, -0.17453941635182546, 1.1906976744431559, -0.7088801249397287, 0.5629164745872306, -0.5042797742764723],
        [0.87109375, -0.1380056730195802, 1.1479820627972581, -0.6589310768152141, 0.5044808984906212, -0.43574109532815697],
        [0.90234375, -0.10275973395781685, 1.1082251082327539, -0.614081135101376, 0.4538615543598391, -0.37844632385911653],
        [0.93359375, -0.06871389254805194, 1.0711297071193837, -0.573659135898108, 0.4097940546827739, -0.33026115837653347],
        [0.96484375, -0.03578910785166995, 1.0364372469703245, -0.5371008112224068, 0.3712516952155155, -0.28951589725438903],
        [1.0, 0.0, 1.0, -0.49999974792778434, 0.33345680787440074, -0.2508937094948177],
        [1.0546875, 0.05324451451937467, 0.9481481492255968, -0.449491839817112, 0.2842231300879123, -0.20373912110036949],
        [1.1171875, 0.1108143663404636, 0.895104895095771, -0.400606185733892, 0.23914504314474314, -0.16105849964604818],
        [1.1796875, 0.16524957289561473, 0.8476821192086315, -0.3592823087070519, 0.20311340511972822, -0.12954382058756786],
        [1.2421875, 0.21687393830080334, 0.8050314465370699, -0.32403765213075847, 0.17397151758115625, -0.10537737935313221],
        [1.3046875, 0.265963548496952, 0.7664670659298588, -0.29373573237886497, 0.15014807333572996, -0.08659110880083676],
        [1.3671875, 0.3127557100035786, 0.7314285713963566, -0.267493738857742, 0.1304834591434981, -0.0718162674155584],
    ]
)
_CENTRE, *_LOG = np.ascontiguousarray(_PIECES.T)
_LN_2 = math.log(2)

_SIN = (-0.16666654943678502, 0.008332178144669636, -0.00019517298774566474)  # of r**3, r**5, r**7
_COS = (-0.4999999972533226, 0.04166662334922302, -0.001388676456603569, 2.4390523426271044e-05)  # of r**2 to r**8
_SIN_SIGN = np.array([1.0, 1.0, -1.0, -1.0])
_COS_SIGN = np.array([1.0, -1.0, -1.0, 1.0])


def log(x: Float32) -> Float32:
    """The natural logarithm of positive normal float32 numbers (RND-12)."""
    bits = x.view(np.int32)
    piece = ((bits - _FIRST_MANTISSA) >> 19) & 15
    exponent = (bits - _FIRST_MANTISSA) >> 23
    mantissa = (bits - (exponent << 23)).view(np.float32)
    t = mantissa - _CENTRE[piece]
    y = _LOG[4][piece]
    for coefficients in (_LOG[3], _LOG[2], _LOG[1]):
        y *= t
        y += coefficients[piece]
    y *= t
    y += exponent * _LN_2 + _LOG[0][piece]
    return y.astype(np.float32)


def sin_cos(x: Float32) -> tuple[Float32, Float32]:
    """The sine and the cosine of float32 angles from 0 to 2 pi (RND-12)."""
    angle = x.astype(np.float64)
    quarters = np.rint(angle * (2 / math.pi))
    r = angle - quarters * (math.pi / 2)
    square = r * r
    sin = r + r * square * (_SIN[0] + square * (_SIN[1] + square * _SIN[2]))
    cos = 1 + square * (_COS[0] + square * (_COS[1] + square * (_COS[2] + square * _COS[3])))
    quadrant = quarters.astype(np.intp) & 3
    swapped = (quadrant & 1).astype(bool)
    return (
        (np.where(swapped, cos, sin) * _SIN_SIGN[quadrant]).astype(np.float32),
        (np.where(swapped, sin, cos) * _COS_SIGN[quadrant]).astype(np.float32),
    )
