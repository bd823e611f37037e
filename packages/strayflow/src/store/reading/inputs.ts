/** The inputs of a watch and what became of their records, as they are stored. */
import type { InputSummary } from '../../model/coverage.js';
import type { StateReader } from './state-reader.js';

export interface InputBooks {
  readonly input: number;
  readonly source: string;
  readonly name: string;
  readonly format: string;
  readonly isFinished: boolean;
  /** Null before the first. */
  readonly summary: InputSummary | null;
  /** What never reached a parser. */
  readonly loss: {
    readonly kernelDrops: number;
    readonly overloadDrops: number;
    readonly sequenceGaps: number;
  };
}

interface Row extends Pick<InputBooks, 'input' | 'source' | 'name' | 'format'> {
  readonly finished: number;
  readonly summary: string | null;
  readonly loss: string | null;
}

const NO_LOSS = { kernelDrops: 0, overloadDrops: 0, sequenceGaps: 0 };

const booksOf = ({ finished, summary, loss, ...row }: Row): InputBooks => ({
  ...row,
  isFinished: finished !== 0,
  summary: summary === null ? null : (JSON.parse(summary) as InputSummary),
  loss: loss === null ? NO_LOSS : (JSON.parse(loss) as InputBooks['loss']),
});

/** In order of their numbers, those behind `after`. */
export function listInputs(reader: StateReader, after: number, most: number): readonly InputBooks[] {
  return reader
    .rows<Row>(
      'SELECT input, source, name, format, finished, summary, loss FROM inputs WHERE input > ? ORDER BY input LIMIT ?',
      ...[after, most],
    )
    .map(booksOf);
}

export function readInput(reader: StateReader, input: number): InputBooks | null {
  const [found] = listInputs(reader, input - 1, 1);
  return found?.input === input ? found : null;
}
