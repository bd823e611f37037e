"""torch's training from given weights and batch order (autoencoder.json; other widths and batches in autoencoder-widths.json).

Twice: with torch's Adam, and with Keras' order of Adam's operations, which adds epsilon before the correction of bias."""
import numpy as np
import torch

from common import clusters, plain, write

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(5)


def glorot(widths):
    return [np.round(rng.uniform(-1, 1, (i, o)) * np.sqrt(6 / (i + o)), 4) for i, o in zip(widths, widths[1:])]


def unit(values):
    return np.round((values - values.min(0)) / (values.max(0) - values.min(0)), 4)


class KerasAdam(torch.optim.Optimizer):
    def __init__(self, parameters):
        super().__init__(parameters, {})
        self.steps = 0

    def step(self):
        self.steps += 1
        rate = 1e-3 * np.sqrt(1 - .999 ** self.steps) / (1 - .9 ** self.steps)
        for parameter in self.param_groups[0]['params']:
            state, gradient = self.state[parameter], parameter.grad
            state['m'] = .9 * state.get('m', 0.) + .1 * gradient
            state['v'] = .999 * state.get('v', 0.) + .001 * gradient ** 2
            parameter.data -= rate * state['m'] / (state['v'].sqrt() + 1e-7)


def train(optimiser_of, values, widths, weights, batch, orders):
    data = torch.tensor(values)
    layers = [torch.nn.Linear(i, o) for i, o in zip(widths, widths[1:])]
    stack = []
    for layer, weight in zip(layers, weights):
        layer.weight.data = torch.tensor(weight.T.copy())
        layer.bias.data.zero_()
        stack += [layer, torch.nn.ReLU()]
    network = torch.nn.Sequential(*stack[:-1], torch.nn.Sigmoid())
    optimiser = optimiser_of(network.parameters())
    losses = []
    for order in orders:
        total = 0.
        for start in range(0, len(values), batch):
            batch_rows = data[order[start:start + batch]]
            loss = torch.nn.functional.mse_loss(network(batch_rows), batch_rows)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += loss.item() * len(batch_rows)
        losses.append(total / len(values))
    with torch.no_grad():
        scores = (network(data) - data).abs().mean(1).numpy()
        return losses, torch.nn.functional.mse_loss(network(data), data).item(), scores


def case(values, hidden, batch, epochs=5):
    columns = values.shape[1]
    widths = [columns, *hidden, columns]
    weights = glorot(widths)
    orders = [rng.permutation(len(values)).tolist() for _ in range(epochs)]
    given = values, widths, weights, batch, orders
    losses, final, _ = train(lambda parameters: torch.optim.Adam(parameters, lr=1e-3, eps=1e-7), *given)
    keras_losses, keras_final, scores = train(KerasAdam, *given)
    return dict(columns=columns, batch=batch, widths=widths, values=plain(values), weights=[w.ravel().tolist() for w in weights],
                orders=orders, losses=losses, final=final, kerasLosses=keras_losses, kerasFinal=keras_final,
                scores=plain(scores[:60]))


write('autoencoder', **case(unit(clusters(rng, 320, 12)), [64, 32, 16, 32, 64], 32))
write('autoencoder-widths', cases=[
    case(unit(clusters(rng, 61, columns)), hidden, batch)
    for columns, hidden, batch in [(3, [5], 1), (5, [8, 3, 8], 7), (9, [17, 4, 17], 64), (16, [24, 24], 20), (2, [], 8)]])
