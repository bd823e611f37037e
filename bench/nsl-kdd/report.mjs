/** The page of the table. */
import { MODELS } from './inputs.mjs';

const TITLES = {
  'isolation-forest': 'Isolation forest, 200 trees',
  'one-class-svm': 'One-class SVM',
  autoencoder: 'Autoencoder 64-32-16-32-64',
  combination: 'Combination',
};
const PEERS = { 'isolation-forest': 'scikit-learn', 'one-class-svm': 'scikit-learn', autoencoder: 'torch' };
const DIGITS = { auroc: 4, auprc: 4, f1: 3, fpr: 3 };

/** @param results of every training: { attacks, seed, side, model, auroc, auprc, f1, fpr } */
export function table(results, attacks) {
  const lines = ['| model | whose | AUROC | AUPRC | F1 | FPR |', '|---|---|---|---|---|---|'];
  const add = (model, side, whose) => {
    const found = results.filter(
      (one) => one.attacks === attacks && one.model === model && one.side === side,
    );
    const cells = Object.keys(DIGITS).map((name) =>
      spread(
        found.map((one) => one[name]),
        DIGITS[name],
      ),
    );
    lines.push(`| ${TITLES[model]} | ${whose} | ${cells.join(' | ')} |`);
  };
  for (const model of MODELS) {
    add(model, 'ours', 'this library');
    add(model, 'peer', PEERS[model]);
  }
  add('combination', 'ours', 'this library');
  return lines.join('\n');
}

/** Mean, then least to greatest. */
function spread(values, digits) {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0);
  const shown = (value) => value.toFixed(digits).replace(/^0/, '');
  return `${shown(mean)} (${shown(Math.min(...values))}-${shown(Math.max(...values))})`;
}
