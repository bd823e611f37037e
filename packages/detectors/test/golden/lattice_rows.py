"""Rows that Python and TypeScript make alike, to the bit: whole numbers of a hash, over a power of two (lattice-rows.ts)."""
import numpy as np


def mixed(values):
    """The finaliser of MurmurHash3, on 32 bits."""
    x = values.astype(np.uint32)
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    x = (x ^ (x >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return x ^ (x >> np.uint32(16))


def hashed(stream, index):
    with np.errstate(over='ignore'):
        return mixed(np.asarray(index).astype(np.uint32) * np.uint32(0x9E3779B9) + mixed(np.array([stream])))


def clustered(rows, columns):
    """Twelve clusters of four widths, one row in 32 anywhere."""
    row = np.arange(rows)[:, None]
    column = np.arange(columns)[None, :]
    chosen = hashed(1, row).astype(np.int64)
    cluster = (chosen >> 5) % 12
    number = hashed(2, row * columns + column).astype(np.int64)
    offset = (number & 255) + (number >> 8 & 255) + (number >> 16 & 255) + (number >> 24) - 510
    centre = hashed(3, cluster * 64 + column).astype(np.int64) >> 16
    near = centre + offset * (2 << cluster % 4)
    return np.where((chosen & 31) == 0, number >> 16, near) / 65536


def uniform(rows, columns):
    return (hashed(4, np.arange(rows * columns)) >> np.uint32(8)).reshape(rows, columns) / 16777216


def lattice(rows, columns):
    """Whole coordinates: many rows are equal, and many distances exactly a radius."""
    sides = {3: 40, 6: 6, 12: 3}
    return (hashed(5, np.arange(rows * columns)).astype(np.int64) % sides[columns]).reshape(rows, columns).astype(float)


def repeated(rows, columns):
    """Rows of which there are 997 different ones."""
    return clustered(997, columns)[hashed(6, np.arange(rows)).astype(np.int64) % 997]


KINDS = {'clustered': clustered, 'uniform': uniform, 'lattice': lattice, 'repeated': repeated}


def cluster_of(rows):
    """The cluster that a clustered row was made from, -1 for rows that stand anywhere."""
    chosen = hashed(1, np.arange(rows)).astype(np.int64)
    return np.where((chosen & 31) == 0, -1, (chosen >> 5) % 12)
