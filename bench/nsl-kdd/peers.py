"""Debian's scikit-learn and torch on the matrices that it is given (lines on standard input, one answered by one).
usage: peers.py FOLDER
  fit KEY MODEL COLUMNS SEED    from KEY.fit, and keeps the model as KEY
  score KEY FILE COLUMNS        scores of the rows of FILE, higher = stranger, into FILE.scores"""
import sys

import numpy as np
import torch
from sklearn.ensemble import IsolationForest
from sklearn.svm import OneClassSVM

folder = sys.argv[1]
torch.set_num_threads(1)


def forest(x, seed):
    model = IsolationForest(n_estimators=200, random_state=seed).fit(x)
    return lambda rows: -model.score_samples(rows)


def svm(x, _):
    model = OneClassSVM(nu=0.05, gamma="scale").fit(x)
    return lambda rows: -model.decision_function(rows)


def autoencoder(x, seed):
    """Keras' defaults: Glorot's uniform weights, Adam with its epsilon, 50 epochs of batches of 32."""
    torch.manual_seed(seed)
    widths = [x.shape[1], 64, 32, 16, 32, 64, x.shape[1]]
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layer = torch.nn.Linear(inputs, outputs)
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
        layers += [layer, torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1], torch.nn.Sigmoid())
    optimiser = torch.optim.Adam(net.parameters(), lr=1e-3, eps=1e-7)
    data = torch.tensor(x, dtype=torch.float32)
    for _ in range(50):
        order = torch.randperm(len(data))
        for start in range(0, len(data), 32):
            batch = data[order[start : start + 32]]
            optimiser.zero_grad()
            torch.nn.functional.mse_loss(net(batch), batch).backward()
            optimiser.step()

    def score(rows):
        with torch.no_grad():
            single = torch.tensor(rows, dtype=torch.float32)
            return (net(single) - single).abs().mean(1).numpy()

    return score


FIT = {"isolation-forest": forest, "one-class-svm": svm, "autoencoder": autoencoder}
kept = {}


def rows_of(name, columns):
    return np.fromfile(f"{folder}/{name}").reshape(-1, int(columns))


for line in sys.stdin:
    command, key, *rest = line.split()
    if command == "fit":
        model, columns, seed = rest
        kept[key] = FIT[model](rows_of(f"{key}.fit", columns), int(seed))
    else:
        name, columns = rest
        kept[key](rows_of(name, columns)).astype(np.float64).tofile(f"{folder}/{name}.scores")
    print("done", flush=True)
