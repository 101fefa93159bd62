"""Logarithm, sine and cosine of float32 as TensorFlow's normal numbers need them: to the last bit.

TensorFlow takes these three from the C library, and that of the record (glibc 2.36) does not round correctly:
0.7 % of its logarithms and 1.3 % of its sines and cosines are one unit in the last place away from the nearest
float32. Multiplied, such errors grow to three units, and one could shift a truncated normal.

So the polynomials here are not the best ones for the functions; they are such as round like that library. It
is asked for no more than 2**23 logarithms and as many angles (RND-12), and each answer says between which two
numbers the polynomial lies there; linear programming found coefficients that keep to all of them. The
arithmetic is float64 sums and products only, so that every machine gets the same bits.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

# The mantissa, from 0.69921875 up to twice that, falls into sixteen pieces of equal length in its bits.
_FIRST_MANTISSA = 0x3F330000
_PIECES = np.array(
    [  # a centre c, and the coefficients of (m - c)**0 to (m - c)**4
        [0.71484375, -0.3356912916382959, 1.39890710382436, -0.978470039941, 0.9128640481, -0.96088257],
        [0.74609375, -0.2929040164329261, 1.34031413622403, -0.898220553186, 0.802895444, -0.80961315],
        [0.77734375, -0.2518726197547925, 1.28643216071201, -0.827453435677, 0.7099056419, -0.68715417],
        [0.80859375, -0.2124586512142582, 1.23671497580529, -0.764731580392, 0.6307374145, -0.58690804],
        [0.83984375, -0.1745394163518255, 1.19069767444316, -0.70888012494, 0.5629164746, -0.50427977],
        [0.87109375, -0.1380056730195802, 1.14798206279726, -0.658931076815, 0.5044808985, -0.4357411],
        [0.90234375, -0.1027597339578168, 1.10822510823275, -0.614081135101, 0.4538615544, -0.37844632],
        [0.93359375, -0.0687138925480519, 1.07112970711938, -0.573659135898, 0.4097940547, -0.33026116],
        [0.96484375, -0.03578910785167, 1.03643724697032, -0.537100811222, 0.3712516952, -0.2895159],
        [1.0, 0.0, 1.0, -0.49999974792778, 0.333456807874, -0.2508937095],
        [1.0546875, 0.0532445145193747, 0.9481481492256, -0.449491839817, 0.2842231301, -0.20373912],
        [1.1171875, 0.1108143663404636, 0.89510489509577, -0.400606185734, 0.2391450431, -0.1610585],
        [1.1796875, 0.1652495728956147, 0.84768211920863, -0.359282308707, 0.2031134051, -0.12954382],
        [1.2421875, 0.2168739383008033, 0.80503144653707, -0.324037652131, 0.1739715176, -0.10537738],
        [1.3046875, 0.265963548496952, 0.76646706592986, -0.293735732379, 0.1501480733, -0.08659111],
        [1.3671875, 0.3127557100035786, 0.73142857139636, -0.267493738858, 0.1304834591, -0.07181627],
    ]
)
_CENTRE, *_LOG = np.ascontiguousarray(_PIECES.T)
_LN_2 = math.log(2)

# Of r**3, r**5 and r**7; of r**2, r**4, r**6 and r**8.
_SIN = (-0.16666654943678502, 0.008332178144669636, -0.00019517298774566474)
_COS = (-0.4999999972533226, 0.04166662334922302, -0.001388676456603569, 2.4390523426271044e-05)
_SIN_SIGN = np.array([1.0, 1.0, -1.0, -1.0])
_COS_SIGN = np.array([1.0, -1.0, -1.0, 1.0])


def log(x: Float32) -> Float32:
    """The natural logarithm of positive normal float32 numbers (RND-12)."""
    bits = x.view(np.int32)
    piece = ((bits - _FIRST_MANTISSA) >> 19) & 15
    exponent = (bits - _FIRST_MANTISSA) >> 23
    mantissa = (bits - (exponent << 23)).view(np.float32)
    t = mantissa - _CENTRE[piece]
    y: NDArray[np.float64] = _LOG[4][piece]
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
