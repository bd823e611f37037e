"""scikit-learn's silhouettes on rows too many to be kept (silhouette.json): the mean, and samples at even steps."""
import numpy as np
from sklearn.metrics import silhouette_samples

from common import write
from lattice_rows import KINDS, cluster_of

SHOWN = 50
CASES = [(900, 'clustered', 3, 0), (3000, 'clustered', 3, 0), (10_000, 'clustered', 12, 0), (2000, 'repeated', 6, 0),
         (2000, 'lattice', 3, 0), (3000, 'clustered', 6, 7)]
cases = []
for rows, kind, columns, alone in CASES:
    labels = cluster_of(rows)
    labels[:alone] = 100 + np.arange(alone)
    samples = silhouette_samples(KINDS[kind](rows, columns), labels)
    cases.append({'rows': rows, 'kind': kind, 'columns': columns, 'alone': alone, 'mean': float(samples.mean()),
                  'first': samples[:10].tolist(), 'shown': samples[::rows // SHOWN].tolist()})
write('silhouette', cases=cases)
