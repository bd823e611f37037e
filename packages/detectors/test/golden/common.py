"""Writes golden values: numbers in full, one compact JSON object a file. Needs Debian's python3-sklearn (1.2.1) and python3-torch (1.13)."""
import json
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def plain(value):
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()] if value.ndim == 1 else [x for row in value for x in plain(row)]
    if isinstance(value, (np.floating, np.integer)):
        return value.item()
    return value


def write(name, **fields):
    path = os.path.join(HERE, name + '.json')
    with open(path, 'w') as file:
        json.dump({key: plain(value) for key, value in fields.items()}, file, separators=(',', ':'))
        file.write('\n')


def clusters(rng, rows, columns, digits=4):
    """Clusters of unlike width, heavy tails, some scattered rows."""
    centres = rng.uniform(-2, 2, (5, columns))
    widths = np.array([.05, .1, .2, .3, .5])
    which = rng.choice(5, rows, p=[.3, .25, .2, .15, .1])
    noise = rng.standard_normal((rows, columns))
    noise[:, 0] = rng.standard_t(3, rows) * .6
    values = centres[which] + widths[which][:, None] * noise
    scattered = rng.random(rows) < .05
    values[scattered] = rng.uniform(-5, 5, (scattered.sum(), columns))
    return np.round(values, digits)
