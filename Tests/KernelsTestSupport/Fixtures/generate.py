#!/usr/bin/env python3
"""Writes elementary.tsv: arguments, and values of the elementary functions to 40 digits.

Columns: function; bit pattern of x, a Double, in hexadecimal; bit pattern of f(x) rounded to a
Double; what rounding left, f(x) - rounded, in units of 1/10000 ulp. Needs mpmath:

    python3 generate.py > elementary.tsv
"""

import random
import struct

from mpmath import mp, mpf

mp.prec = 2400
random.seed(0)


def bits(x):
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def double(pattern):
    return struct.unpack("<d", struct.pack("<Q", pattern))[0]


def uniform(low, high):
    return lambda: random.uniform(low, high)


def magnitudes(low, high, signs=(-1, 1)):
    """2^low to 2^high, uniform in the logarithm."""
    return lambda: random.choice(signs) * random.uniform(1, 2) * 2.0 ** random.randrange(low, high)


def near(points, exponents):
    """Close to one of the points, at a distance of 2^-e."""
    def draw():
        distance = random.uniform(-1, 1) * 2.0 ** -random.choice(exponents)
        return random.choice(points) + distance
    return draw


def softplus(x):
    return x + mp.log1p(mp.exp(-x)) if x > 0 else mp.log1p(mp.exp(x))


HALF_PI = 1.5707963267948966
SUBNORMAL = uniform(-745.2, -708)
SMALL = magnitudes(-1074, -20)
MIDDLE = magnitudes(-20, 5)

FUNCTIONS = {
    "exp": (mp.exp, [uniform(-708, 709.78), uniform(-1, 1), SUBNORMAL, SMALL]),
    "expMinusOne": (mp.expm1, [uniform(-40, 709.78), uniform(-1, 1), MIDDLE, SMALL]),
    "log": (mp.log, [magnitudes(-1074, 1023, [1]), uniform(0.5, 2), near([1.0], range(1, 52))]),
    "logOnePlus": (
        mp.log1p,
        [uniform(-1, 3), magnitudes(-60, 1023, [1]), near([-1.0], range(1, 52)), MIDDLE, SMALL]),
    "tanh": (mp.tanh, [uniform(-20, 20), uniform(-1, 1), MIDDLE, SMALL]),
    "sigmoid": (
        lambda x: 1 / (1 + mp.exp(-x)), [uniform(-708, 40), uniform(-3, 3), SUBNORMAL, SMALL]),
    "softplus": (softplus, [uniform(-708, 60), uniform(-3, 3), SUBNORMAL, magnitudes(-50, 1023)]),
    "sin": (
        mp.sin,
        [uniform(-7, 7), near([n * HALF_PI for n in range(-9, 10)], range(1, 60)),
         magnitudes(2, 1023), MIDDLE, SMALL]),
    "cos": (
        mp.cos,
        [uniform(-7, 7), near([n * HALF_PI for n in range(-9, 10)], range(1, 60)),
         magnitudes(2, 1023), MIDDLE, SMALL]),
    "erf": (mp.erf, [uniform(-6, 6), uniform(-1, 1), MIDDLE, SMALL]),
    "erfc": (mp.erfc, [uniform(-6, 26.5), uniform(-1, 1), uniform(26.5, 27.2), MIDDLE, SMALL]),
    "logGamma": (
        mp.loggamma,
        [uniform(0, 10), near([1.0, 2.0], range(2, 52)), magnitudes(3, 1014, [1]),
         magnitudes(-1074, 3, [1])]),
}
COUNT = 1000


def rows(name):
    function, draws = FUNCTIONS[name]
    count = 0
    while count < COUNT:
        x = draws[count % len(draws)]()
        if name in ("log", "logOnePlus", "logGamma") and x <= (-1 if name == "logOnePlus" else 0):
            continue
        mp.prec = 2400 if name in ("sin", "cos") or abs(x) < 1e-4 else 300
        value = mp.re(function(mpf(x)))
        mp.prec = 2400
        rounded = float(value)
        ulp = mpf(2) ** max(mp.mag(value) - 53, -1074)
        rest = int(mp.nint((value - mpf(rounded)) / ulp * 10000))
        yield f"{name}\t{bits(x):016x}\t{bits(rounded):016x}\t{rest}"
        count += 1


for name in FUNCTIONS:
    for row in rows(name):
        print(row)
