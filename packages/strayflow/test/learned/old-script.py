"""The old script's models in scikit-learn and torch: reads a table as JSON, writes what each model says of each row."""
import json
import sys

import numpy as np
import torch
from sklearn.cluster import DBSCAN
from sklearn.ensemble import IsolationForest
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler
from sklearn.svm import OneClassSVM

table = json.load(sys.stdin)
rows = np.array(table["rows"], dtype=float)
ports = table["ports"]
rows[:, ports] = StandardScaler().fit_transform(rows[:, ports])

forest = IsolationForest(contamination=0.05, random_state=0).fit_predict(rows)
svm = OneClassSVM(nu=0.05, kernel="rbf", gamma="scale").fit(rows)
labels = DBSCAN(eps=0.3, min_samples=10).fit_predict(rows)
try:
    silhouette = float(silhouette_score(rows, labels))
except ValueError:
    silhouette = None

torch.manual_seed(0)
torch.set_num_threads(1)
widths = [rows.shape[1], 64, 32, 16, 32, 64, rows.shape[1]]
layers = []
for before, after in zip(widths, widths[1:]):
    layer = torch.nn.Linear(before, after)
    torch.nn.init.xavier_uniform_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    layers += [layer, torch.nn.ReLU()]
layers[-1] = torch.nn.Sigmoid()
model = torch.nn.Sequential(*layers)
optimiser = torch.optim.Adam(model.parameters(), lr=0.001, eps=1e-7)
data = torch.tensor(rows, dtype=torch.float32)
training = data[: int(len(data) * 0.9)]
for epoch in range(50):
    for batch in torch.randperm(len(training)).split(32):
        optimiser.zero_grad()
        loss = torch.nn.functional.mse_loss(model(training[batch]), training[batch])
        loss.backward()
        optimiser.step()
with torch.no_grad():
    errors = torch.mean(torch.abs(data - model(data)), dim=1).numpy()

json.dump(
    {
        "forest": forest.tolist(),
        "svm": svm.predict(rows).tolist(),
        "decision": svm.decision_function(rows).tolist(),
        "labels": labels.tolist(),
        "silhouette": silhouette,
        "threshold": float(np.percentile(errors, 95)),
    },
    sys.stdout,
)
