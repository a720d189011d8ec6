"""The Equal Earth projection: areas keep their relative sizes.

B. Šavrič, T. Patterson, B. Jenny (2018): The Equal Earth map projection, International Journal of Geographical
Information Science, https://doi.org/10.1080/13658816.2018.1504949
"""

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
"""The coefficients of its polynomial."""


def projected(points: Points) -> Points:
    """Places on the sphere of radius 1 as points in the plane, y to the north.

    Args:
        points: Longitude and latitude in degrees, shape (n, 2).

    Returns:
        x and y, shape (n, 2).
    """
    longitude, latitude = np.radians(points[:, 0]), np.radians(points[:, 1])
    angle = np.arcsin(np.sqrt(3) / 2 * np.sin(latitude))
    square = angle * angle
    sixth = square**3
    slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
    x = 2 * np.sqrt(3) / 3 * longitude * np.cos(angle) / slope
    y = angle * (A1 + A2 * square + sixth * (A3 + A4 * square))
    return np.column_stack((x, y))
