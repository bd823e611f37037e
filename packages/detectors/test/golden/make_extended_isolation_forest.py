"""Mean scores of extended isolation forests, grown in numpy as Hariri, Carrasco Kind and Brunner wrote them down
(extended-isolation-forest.json), on the rows of isolation-forest.json."""
import json
import os

import numpy as np

from common import HERE, write

TREES, SUBSAMPLE, FORESTS = 100, 256, 6
with open(os.path.join(HERE, 'isolation-forest.json')) as file:
    known = json.load(file)
train = np.array(known['train']).reshape(-1, known['columns'])
test = np.array(known['test']).reshape(-1, known['columns'])


def average(n):
    return 0 if n < 2 else 1 if n == 2 else 2 * (np.log(n - 1) + np.euler_gamma) - 2 * (n - 1) / n


def add_lengths(rng, sample, rows, which, extension, depth, lengths):
    """Grows the tree below a node and sends the test rows down at once."""
    if not len(which):
        return
    if depth >= np.ceil(np.log2(SUBSAMPLE)) or len(sample) < 2 or (sample == sample[0]).all():
        lengths[which] += depth + average(len(sample))
        return
    columns = sample.shape[1]
    normal = rng.standard_normal(columns)
    normal[rng.choice(columns, columns - 1 - extension, replace=False)] = 0
    point = rng.uniform(sample.min(0), sample.max(0))
    left = (sample - point) @ normal <= 0
    below = (rows[which] - point) @ normal <= 0
    add_lengths(rng, sample[left], rows, which[below], extension, depth + 1, lengths)
    add_lengths(rng, sample[~left], rows, which[~below], extension, depth + 1, lengths)


def scores(seed, extension):
    rng = np.random.default_rng([seed, extension])
    lengths = np.zeros(len(test))
    for _ in range(TREES):
        sample = train[rng.choice(len(train), SUBSAMPLE, replace=False)]
        add_lengths(rng, sample, test, np.arange(len(test)), extension, 0, lengths)
    return 2 ** (-lengths / TREES / average(SUBSAMPLE))


fields = {}
for extension in (0, 2, 5):
    many = [scores(seed, extension) for seed in range(FORESTS)]
    fields[f'means{extension}'] = np.mean(many, axis=0)
    fields[f'spread{extension}'] = np.std(many, axis=0, ddof=1)
write('extended-isolation-forest', trees=TREES, forests=FORESTS, **fields)
