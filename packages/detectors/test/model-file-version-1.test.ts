/** Files of version 1, written by release 0.1.0 and never written again: every later release reads them. */
import { describe, expect, it } from 'vitest';
import { fromJSON, readModelFile, scalerFromJSON, tailCalibrationFromJSON } from '../src/index.js';
import { golden, matrixOf } from './golden/read.js';

interface Version1 {
  readonly columns: number;
  readonly values: readonly number[];
  readonly files: readonly {
    readonly kind: string;
    /** The whole file in base64; its one model is called "model". */
    readonly file: string;
    readonly scores: readonly number[];
    /** Of the first row. */
    readonly explanation: readonly number[];
  }[];
  readonly scaler: unknown;
  readonly scaled: readonly number[];
  readonly tail: unknown;
  /** Of the forest's scores. */
  readonly surprises: readonly number[];
}

const version1 = golden<Version1>('version-1');
const rows = matrixOf(version1.values, version1.columns);

describe.each(version1.files)('a file of version 1 of kind $kind', ({ kind, file, scores, explanation }) => {
  const bytes = new Uint8Array(Buffer.from(file, 'base64'));

  it('loads, and scores and explains as it did', () => {
    const { version, models, metadata } = readModelFile(bytes);
    expect(version).toBe(1);
    expect(metadata['note']).toBe('é');
    const model = models['model']!;
    expect(model.kind).toBe(kind);
    const found = model.score(rows);
    scores.forEach((score, r) => {
      expect(found[r]).toBeCloseTo(score, 6);
    });
    model.explain(rows.values.slice(0, version1.columns)).forEach((part, c) => {
      expect(part).toBeCloseTo(explanation[c]!, 5);
    });
  });

  it('comes back from the JSON that this release writes', () => {
    const model = readModelFile(bytes).models['model']!;
    expect(fromJSON(JSON.parse(JSON.stringify(model))).score(rows)).toEqual(model.score(rows));
  });

  it('says what to do when it is of a newer version', () => {
    const newer = bytes.slice();
    newer[7] = 200;
    expect(() => readModelFile(newer)).toThrow(/newer version \(200\); .*update @strayflow\/detectors/);
  });
});

it('scalers and calibrations of version 1 load', () => {
  const { scaler, scaled, tail, surprises, files } = version1;
  scalerFromJSON(scaler)
    .transform(rows)
    .values.forEach((value, i) => {
      expect(value).toBeCloseTo(scaled[i]!, 10);
    });
  const calibration = tailCalibrationFromJSON(tail);
  files[0]!.scores.forEach((score, r) => {
    expect(calibration.surprise(score)).toBeCloseTo(surprises[r]!, 10);
  });
});
