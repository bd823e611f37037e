"""scikit-learn's (libsvm's) solutions of the one-class dual (one-class-svm.json)."""
import numpy as np
from sklearn.metrics.pairwise import rbf_kernel
from sklearn.svm import OneClassSVM

from common import clusters, write

rng = np.random.default_rng(2)
train = clusters(rng, 800, 5)
test = np.vstack([train[:50], np.round(rng.uniform(-6, 6, (70, 5)), 4)])
cases = []
for nu, gamma in [(.05, 'scale'), (.05, 5.), (.3, .5), (.5, 'auto'), (.9, 'scale'), (.01, 'auto')]:
    model = OneClassSVM(nu=nu, gamma=gamma).fit(train)
    vectors, multipliers = model.support_vectors_, model.dual_coef_[0]
    kernel = rbf_kernel(vectors, vectors, gamma=model._gamma)
    cases.append({
        'nu': nu, 'gamma': gamma, 'resolved': float(model._gamma), 'rho': float(-model.intercept_[0]),
        'supportVectors': len(multipliers), 'objective': float(multipliers @ kernel @ multipliers / 2),
        'scores': (-model.decision_function(test)).tolist(),
    })
write('one-class-svm', columns=5, train=train, test=test, cases=cases)
