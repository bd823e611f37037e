"""scikit-learn's scalers, principal components and ranking measures (measures.json)."""
import numpy as np
from sklearn.decomposition import PCA
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler

from common import clusters, plain, write

rng = np.random.default_rng(6)
values = clusters(rng, 60, 4)
values[:, 1] = 7.25
values[:, 2] *= 1000
scaled = {name: plain(scaler.fit_transform(values)) for name, scaler in
          [('standard', StandardScaler()), ('robust', RobustScaler()), ('minMax', MinMaxScaler())]}
components = PCA(2).fit(values)
rankings = []
for rows, levels in [(80, 1000), (80, 6), (80, 1), (200, 30)]:
    labels = rng.random(rows) < .2
    labels[0] = True
    scores = rng.integers(0, levels, rows) + labels * (levels // 3)
    rankings.append({'labels': labels.astype(int).tolist(), 'scores': scores.tolist(),
                     'auroc': roc_auc_score(labels, scores), 'auprc': average_precision_score(labels, scores)})
write('measures', columns=4, values=values, scaled=scaled, variances=components.explained_variance_,
      shares=components.explained_variance_ratio_, directions=components.components_, rankings=rankings)
