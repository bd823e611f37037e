"""scikit-learn's (libsvm's) one-class SVM on rows.bin, scores of fresh.bin, as JSON.
usage: fit_one_class_svm.py FOLDER COLUMNS NU GAMMA"""
import json
import sys

import numpy as np
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.svm import OneClassSVM

folder, columns, nu, gamma = sys.argv[1:]
rows = np.fromfile(f'{folder}/rows.bin').reshape(-1, int(columns))
fresh = np.fromfile(f'{folder}/fresh.bin').reshape(-1, int(columns))
model = OneClassSVM(nu=float(nu), gamma=gamma if gamma in ('scale', 'auto') else float(gamma)).fit(rows)
vectors, multipliers = model.support_vectors_, model.dual_coef_[0]
products = multipliers @ rbf_kernel(vectors, vectors, gamma=model._gamma)
json.dump({
    'gamma': float(model._gamma), 'objective': float(products @ multipliers / 2), 'rho': float(-model.intercept_[0]),
    'supportVectors': len(multipliers), 'scores': (-model.decision_function(fresh)).tolist(),
}, sys.stdout)
