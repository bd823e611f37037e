"""scikit-learn's DBSCAN on 10,000 and 100,000 rows (dbscan-large.json): counts, and a hash of the labels and core rows."""
import hashlib

import numpy as np
from sklearn.cluster import DBSCAN

from common import write
from lattice_rows import KINDS

# Radii are whole multiples of 2^-20 or their squares whole: sums of squares are exact, and so are ties.
CASES = [
    (10_000, 'clustered', 3, 1 / 128, 10), (10_000, 'clustered', 3, 1 / 32, 10), (10_000, 'clustered', 6, 1 / 32, 10),
    (10_000, 'clustered', 6, 1 / 16, 20), (10_000, 'clustered', 12, 1 / 16, 10), (10_000, 'clustered', 12, 1 / 8, 5),
    (10_000, 'uniform', 3, 1 / 16, 10), (10_000, 'uniform', 6, 1 / 4, 10), (10_000, 'uniform', 12, 3 / 8, 3),
    (10_000, 'lattice', 3, 2., 10), (10_000, 'lattice', 6, 1., 5), (10_000, 'lattice', 12, 2 ** .5, 4),
    (10_000, 'repeated', 3, 1 / 64, 20), (10_000, 'repeated', 6, 1 / 32, 20), (10_000, 'repeated', 12, 3 / 32, 20),
    (100_000, 'clustered', 3, 1 / 256, 10), (100_000, 'clustered', 3, 1 / 64, 20), (100_000, 'clustered', 6, 1 / 64, 10),
    (100_000, 'clustered', 6, 3 / 64, 20), (100_000, 'clustered', 12, 1 / 32, 5), (100_000, 'clustered', 12, 3 / 32, 10),
    (100_000, 'uniform', 3, 1 / 32, 10), (100_000, 'uniform', 6, 11 / 64, 10),
    (100_000, 'lattice', 3, 1., 8), (100_000, 'lattice', 6, 1., 20), (100_000, 'lattice', 12, 1., 4),
    (100_000, 'repeated', 3, 1 / 128, 150), (100_000, 'repeated', 6, 1 / 64, 150), (100_000, 'repeated', 12, 1 / 16, 150),
]
cases = []
for rows, kind, columns, epsilon, samples in CASES:
    model = DBSCAN(eps=epsilon, min_samples=samples).fit(KINDS[kind](rows, columns))
    labels = model.labels_.astype('<i4')
    core = np.zeros(rows, np.uint8)
    core[model.core_sample_indices_] = 1
    cases.append({'rows': rows, 'kind': kind, 'columns': columns, 'epsilon': epsilon, 'minSamples': samples,
                  'clusters': int(labels.max()) + 1, 'noise': int((labels < 0).sum()), 'core': int(core.sum()),
                  'sha256': hashlib.sha256(labels.tobytes() + core.tobytes()).hexdigest()})
    print(cases[-1], flush=True)
write('dbscan-large', cases=cases)
