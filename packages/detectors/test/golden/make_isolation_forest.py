"""scikit-learn's trees and scores (isolation-forest.json)."""
import numpy as np
from sklearn.ensemble import IsolationForest

from common import clusters, write

rng = np.random.default_rng(1)
train = clusters(rng, 500, 6)
test = np.vstack([train[:40], rng.uniform(-6, 6, (60, 6))])
forest = IsolationForest(n_estimators=20, random_state=3).fit(train)
trees = [
    {
        'left': tree.tree_.children_left.tolist(),
        'right': tree.tree_.children_right.tolist(),
        'feature': tree.tree_.feature.tolist(),
        'threshold': tree.tree_.threshold.tolist(),
        'rows': tree.tree_.n_node_samples.tolist(),
    }
    for tree in forest.estimators_
]
many = [IsolationForest(n_estimators=200, random_state=seed).fit(train) for seed in range(10)]
means = np.mean([-one.score_samples(test) for one in many], axis=0)
spread = np.std([-one.score_samples(test) for one in many], axis=0)
offset = np.mean([IsolationForest(n_estimators=200, contamination=.05, random_state=s).fit(train).offset_ for s in range(5)])
write('isolation-forest', columns=6, subsample=256, train=train, test=test, trees=trees,
      scores=-forest.score_samples(test), means=means, spread=spread, threshold=-offset)

# The same forest on thousands of rows that the tests make again from this recipe (golden/forest-rows.ts).
thresholds = np.concatenate([tree.tree_.threshold[tree.tree_.children_left >= 0] for tree in forest.estimators_])
values, state = [], 1
for index in range(6 * 6000):
    row, column = divmod(index, 6)
    state = (state * 1103515245 + 12345) % 2**31
    value = state / 2**31 * 12 - 6
    if row % 7 == 6:
        value = values[index - 5 * 6]
    elif row % 2 == 0:
        value = np.floor(value * 4) / 4
    elif index % 5 == 0:
        value = float(np.float32(thresholds[index % len(thresholds)]))
    values.append(value)
write('isolation-forest-rows', scores=-forest.score_samples(np.array(values).reshape(-1, 6)))
