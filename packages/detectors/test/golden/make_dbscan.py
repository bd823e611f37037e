"""scikit-learn's DBSCAN labels and silhouettes (dbscan.json)."""
import numpy as np
from sklearn.cluster import DBSCAN
from sklearn.metrics import silhouette_samples, silhouette_score

from common import clusters, plain, write

rng = np.random.default_rng(4)
lattice = rng.integers(0, 14, (500, 2)).astype(float)
sets = [
    (clusters(rng, 700, 2, 3), .12, 10), (clusters(rng, 700, 3, 3), .3, 10), (clusters(rng, 700, 6, 3), .5, 5),
    (clusters(rng, 700, 12, 3), 1., 10), (lattice, 1., 5), (lattice, 1., 8), (rng.random((600, 8)).round(3), .45, 10),
    (np.repeat(clusters(rng, 60, 3, 2), 6, axis=0), .2, 7), (clusters(rng, 300, 4, 3), 1e-6, 10), (clusters(rng, 300, 4, 3), 100., 10),
]
cases = []
for values, epsilon, samples in sets:
    model = DBSCAN(eps=epsilon, min_samples=samples).fit(values)
    labels = model.labels_
    case = {'columns': values.shape[1], 'values': plain(values), 'epsilon': epsilon, 'minSamples': samples,
            'labels': labels.tolist(), 'core': model.core_sample_indices_.tolist()}
    if 2 <= len(set(labels.tolist())) < len(labels):
        case['silhouette'] = float(silhouette_score(values, labels))
        case['samples'] = silhouette_samples(values, labels)[:40].tolist()
    cases.append(case)
write('dbscan', cases=cases)
