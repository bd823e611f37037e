"""The steps of the old script in scikit-learn and torch, on one CSV: times and peak memory as one JSON object.
usage: old_script.py FLOWS.csv"""
import json
import resource
import sys
import time

import numpy as np
import pandas
import torch
from sklearn.cluster import DBSCAN
from sklearn.ensemble import IsolationForest
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler
from sklearn.svm import OneClassSVM

torch.set_num_threads(1)
times = {}


def step(name, work):
    started = time.perf_counter()
    result = work()
    times[name] = time.perf_counter() - started
    return result


frame = step('read', lambda: pandas.read_csv(sys.argv[1]))
numeric = frame.select_dtypes(include=[np.number]).copy()
ports = ['source_port', 'destination_port']
numeric[ports] = StandardScaler().fit_transform(numeric[ports])
data = numeric.to_numpy(dtype=np.float64)
step('isolation forest', lambda: IsolationForest(contamination=.05, random_state=1).fit(data).predict(data))
step('one-class SVM', lambda: OneClassSVM(kernel='rbf', gamma='scale', nu=.05).fit(data).predict(data))


def autoencoder():
    torch.manual_seed(1)
    columns = data.shape[1]
    sizes = [columns, 64, 32, 16, 32, 64]
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [torch.nn.Linear(a, b), torch.nn.ReLU()]
    model = torch.nn.Sequential(*layers, torch.nn.Linear(64, columns), torch.nn.Sigmoid())
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7)
    rows = torch.tensor(data, dtype=torch.float32)
    for _ in range(50):
        order = torch.randperm(len(rows))
        for start in range(0, len(rows), 32):
            batch = rows[order[start:start + 32]]
            loss = torch.nn.functional.mse_loss(model(batch), batch)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    with torch.no_grad():
        return (rows - model(rows)).abs().mean(1).numpy()


step('autoencoder', autoencoder)
labels = step('DBSCAN', lambda: DBSCAN(eps=.3, min_samples=10).fit_predict(data))
if len(set(labels)) > 1:
    step('silhouette', lambda: silhouette_score(data, labels))
print(json.dumps({
    'rows': len(data),
    'seconds': times,
    'total': sum(times.values()),
    'peakMegabytes': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}))
