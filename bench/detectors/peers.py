"""Debian's scikit-learn and torch at the jobs of jobs.mjs, on one thread.
usage: peers.py FOLDER   (lines on standard input: NAME ROWS COLUMNS; a line of seconds and peak megabytes for each)"""
import resource
import sys
import time

import numpy as np

folder = sys.argv[1]
prepared = {}


def rows_of(name, rows, columns):
    return np.fromfile(f"{folder}/{name}.bin").reshape(-1, columns)[:rows]


def forest(x):
    from sklearn.ensemble import IsolationForest

    return IsolationForest(random_state=0).fit(x)


def leaf_tables(model):
    """Depth + average path length of every node, as newer versions of scikit-learn keep them."""
    from sklearn.ensemble._iforest import _average_path_length

    tables = []
    for estimator in model.estimators_:
        tree = estimator.tree_
        depth = np.zeros(tree.node_count)
        for node in range(tree.node_count):
            for child in (tree.children_left[node], tree.children_right[node]):
                if child >= 0:
                    depth[child] = depth[node] + 1
        tables.append(depth + _average_path_length(tree.n_node_samples))
    return tables, len(tables) * _average_path_length(np.array([model.max_samples_]))[0]


def apply_and_look_up(model, tables, normaliser, x):
    single = x.astype(np.float32)
    sums = np.zeros(len(x))
    for estimator, table in zip(model.estimators_, tables):
        sums += table[estimator.tree_.apply(single)]
    return 2 ** (-sums / normaliser)


def autoencoder(columns):
    import torch

    torch.set_num_threads(1)
    widths = [columns, 64, 32, 16, 32, 64, columns]
    layers = []
    for index in range(6):
        layers += [torch.nn.Linear(widths[index], widths[index + 1])]
        layers += [torch.nn.ReLU() if index < 5 else torch.nn.Sigmoid()]
    return torch.nn.Sequential(*layers)


def epoch(net, x):
    import torch

    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
    loss = torch.nn.MSELoss()
    order = torch.randperm(len(x))
    for start in range(0, len(x), 32):
        batch = x[order[start : start + 32]]
        optimiser.zero_grad()
        loss(net(batch), batch).backward()
        optimiser.step()


def score(net, x):
    import torch

    with torch.no_grad():
        return (net(x) - x).abs().mean(1)


def prepare(job, x):
    from sklearn.cluster import DBSCAN
    from sklearn.metrics import silhouette_score
    from sklearn.svm import OneClassSVM

    if job == "forest-fit":
        return lambda: forest(x)
    if job == "forest-predict":
        model = forest(x)
        return lambda: model.predict(x)
    if job == "forest-apply":
        model = forest(x)
        tables, normaliser = leaf_tables(model)
        return lambda: apply_and_look_up(model, tables, normaliser, x)
    if job == "svm-fit":
        return lambda: OneClassSVM(nu=0.05, gamma="scale").fit(x)
    if job == "svm-score":
        model = OneClassSVM(nu=0.05, gamma="scale").fit(x)
        return lambda: model.decision_function(x)
    if job.startswith("autoencoder"):
        import torch

        single = torch.from_numpy(x.astype(np.float32))
        net = autoencoder(x.shape[1])
        return (lambda: epoch(net, single)) if job == "autoencoder-epoch" else (lambda: score(net, single))
    if job == "dbscan":
        return lambda: DBSCAN(eps=0.3, min_samples=10).fit(x)
    if job == "dbscan-uniform":
        return lambda: DBSCAN(eps=0.258, min_samples=10).fit(x)
    if job == "silhouette":
        labels = DBSCAN(eps=0.3, min_samples=10).fit(x).labels_
        return lambda: silhouette_score(x, labels)
    raise SystemExit(f"unknown job {job}")


for line in sys.stdin:
    job, data, rows, columns = line.split()
    if job not in prepared:
        prepared[job] = prepare(job, rows_of(data, int(rows), int(columns)))
        if job != "svm-fit" and not job.startswith("dbscan"):
            prepared[job]()
    started = time.perf_counter()
    prepared[job]()
    seconds = time.perf_counter() - started
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, flush=True)
