"""Debian's scikit-learn and torch at the jobs of jobs.mjs, on one thread.
usage: peers.py FOLDER   (answers lines of standard input as answer.mjs does)"""
import json
import sys
import time

import numpy as np

folder = sys.argv[1]


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


def epoch(x):
    import torch

    net = autoencoder(x.shape[1])
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
    loss = torch.nn.MSELoss()
    order = torch.randperm(len(x))
    for start in range(0, len(x), 32):
        batch = x[order[start : start + 32]]
        optimiser.zero_grad()
        loss(net(batch), batch).backward()
        optimiser.step()
    return net


def score(net, x):
    import torch

    with torch.no_grad():
        return (net(x) - x).abs().mean(1)


def ranking(scores, rows):
    from sklearn.metrics import roc_auc_score

    outliers = np.fromfile(f"{folder}/outliers.bin", np.uint8)[:rows]
    return f"AUROC {roc_auc_score(outliers, scores):.4f}"


def prepare(task):
    """What is timed, and what says in words what came out of it."""
    job, rows, epsilon = task["job"], task["rows"], task.get("epsilon")
    x = np.fromfile(f"{folder}/{task['data']}.bin").reshape(-1, task["columns"])[:rows].copy()
    if job == "forest-fit":
        return lambda: forest(x), lambda model: ranking(-model.score_samples(x), rows)
    if job.startswith("forest-score") and task["how"] == "predict":
        model = forest(x)
        return lambda: model.predict(x), lambda signs: ranking(-signs, rows)
    if job.startswith("forest-score"):
        model = forest(x)
        tables, normaliser = leaf_tables(model)
        return lambda: apply_and_look_up(model, tables, normaliser, x), lambda scores: ranking(scores, rows)
    if job.startswith("svm"):
        from sklearn.svm import OneClassSVM

        def fit():
            return OneClassSVM(nu=0.05, gamma="scale").fit(x)

        if job == "svm-fit":
            return fit, lambda model: f"{len(model.support_)} support vectors"
        model = fit()
        return lambda: model.decision_function(x), lambda inside: f"{(inside < 0).sum()} outside"
    if job.startswith("autoencoder"):
        import torch

        single = torch.from_numpy(x.astype(np.float32))
        if job == "autoencoder-epoch":
            return lambda: epoch(single), lambda net: ranking(score(net, single), rows)
        net = epoch(single)
        return lambda: score(net, single), lambda scores: ranking(scores, rows)
    from sklearn.cluster import DBSCAN

    def cluster():
        return DBSCAN(eps=epsilon, min_samples=10).fit(x).labels_

    if job.startswith("dbscan"):
        return cluster, lambda labels: f"{labels.max() + 1} clusters, {(labels < 0).sum()} noise"
    if job == "silhouette":
        from sklearn.metrics import silhouette_score

        labels = cluster()
        return lambda: silhouette_score(x, labels), lambda mean: f"{mean:.6f}"
    raise ValueError(f"unknown job {job}")


def megabytes(name):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(name))


def forget_peak():
    """Where that is not allowed, the peak counts from the start of the process: too much, never too little."""
    try:
        with open("/proc/self/clear_refs", "w") as control:
            control.write("5")
    except OSError:
        pass


def timed(run):
    started = time.perf_counter()
    result = run()
    return result, {"seconds": time.perf_counter() - started}


def with_memory(run, outcome):
    before = megabytes("VmRSS")
    forget_peak()
    result, reply = timed(run)
    return {**reply, "grown": megabytes("VmHWM") - before, "outcome": outcome(result)}


run = outcome = None
for line in sys.stdin:
    request = json.loads(line)
    try:
        if "task" in request:
            run, outcome = prepare(request["task"])
            reply = {}
        elif request.get("first"):
            reply = with_memory(run, outcome)
        else:
            reply = timed(run)[1]
    except Exception as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
