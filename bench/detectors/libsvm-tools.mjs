/**
 * libsvm's own programs, svm-train and svm-predict, at the jobs of jobs.mjs. They read and write text; the time of
 * the same program on the same file with nothing to do beside that is taken off.
 * usage: node libsvm-tools.mjs FOLDER
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { answer, rowsOf } from './answer.mjs';
import { scaleGamma } from './features.mjs';
import * as outcomes from './outcomes.mjs';

const folder = process.argv[2];
/** So small a share that the first point is within the tolerance. */
const NO_WORK = 1e-9;

function prepare(task) {
  const matrix = rowsOf(folder, task);
  const rows = `${folder}/libsvm-${task.job}-${task.rows}.txt`;
  writeFileSync(rows, textOf(matrix));
  const train = (nu, model) =>
    secondsOf('svm-train', [
      ...['-s', '2', '-t', '2', '-n', String(nu), '-g', String(scaleGamma(matrix))],
      ...['-e', '0.001', '-m', '200', '-q', rows, model],
    ]);
  const model = `${rows}.model`;
  const idle = `${rows}.idle`;
  if (task.job === 'svm-fit') {
    return {
      run: () => ({ seconds: train(0.05, model) - train(NO_WORK, idle) }),
      outcome: () => outcomes.supportVectors(/total_sv (\d+)/.exec(readFileSync(model, 'utf8'))?.[1]),
    };
  }
  train(0.05, model);
  train(NO_WORK, idle);
  const signs = `${rows}.signs`;
  const predict = (machine, into) => secondsOf('svm-predict', [rows, machine, into]);
  return {
    run: () => ({ seconds: predict(model, signs) - predict(idle, `${signs}.idle`) }),
    outcome: () =>
      outcomes.outside(
        readFileSync(signs, 'utf8')
          .trim()
          .split('\n')
          .map((sign) => Number(sign) < 0),
      ),
  };
}

function secondsOf(program, args) {
  const started = performance.now();
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return (performance.now() - started) / 1000;
}

function textOf({ rows, columns, values }) {
  const lines = [];
  for (let r = 0; r < rows; r++) {
    let line = '1';
    for (let c = 0; c < columns; c++) line += ` ${c + 1}:${values[r * columns + c]}`;
    lines.push(`${line}\n`);
  }
  return lines.join('');
}

await answer(prepare);
