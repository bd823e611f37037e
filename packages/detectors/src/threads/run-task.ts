/** What a worker does with its tasks. */
import type { FittedDetector } from '../detector.js';
import { fromJSON } from '../from-json.js';
import type {
  ModelReference,
  Results,
  ScoredRows,
  ScoreRowsTask,
  ScoreSharedTask,
  Task,
} from './messages.js';
import { rangesOf } from './ranges.js';
import { fitRequest } from './requests.js';

/** Takes tasks one after the other; keeps the models that it was given. */
export function taskRunner(): (task: Task) => Results[Task['task']] {
  const models = new Map<number, FittedDetector>();
  const modelOf = ({ id, data, forget }: ModelReference): FittedDetector => {
    for (const old of forget) models.delete(old);
    if (data !== undefined) models.set(id, fromJSON(data));
    const model = models.get(id);
    if (!model) throw new Error(`expected the data of model ${id}, received none`);
    return model;
  };
  return (task) => {
    switch (task.task) {
      case 'score-shared':
        return scoreShared(task, modelOf);
      case 'score-rows':
        return scoreRows(task, modelOf(task.model));
      case 'fit':
        return fitRequest(task.request).toJSON();
    }
  };
}

function scoreShared(task: ScoreSharedTask, modelOf: (model: ModelReference) => FittedDetector): null {
  const { matrix, scores, taken } = task;
  const { columns } = matrix;
  const ranges = rangesOf(matrix.rows, columns);
  try {
    const model = modelOf(task.model);
    for (;;) {
      const index = Atomics.add(taken, 0, 1);
      if (index >= ranges.count) return null;
      const { from, rows } = ranges.at(index);
      const values = matrix.values.subarray(from * columns, (from + rows) * columns);
      scores.set(model.score({ rows, columns, values }), from);
    }
  } catch (cause) {
    // The others need not go on.
    Atomics.store(taken, 0, ranges.count);
    throw cause;
  }
}

function scoreRows({ rows, columns, values }: ScoreRowsTask, model: FittedDetector): ScoredRows {
  return { scores: model.score({ rows, columns, values: values.subarray(0, rows * columns) }), values };
}
