import { describe, expect, it } from 'vitest';
import { LabelColumn } from '../../src/evaluation/flows/label-column.js';
import { Label, LabelTable } from '../../src/evaluation/flows/label-table.js';
import { ScoredFlows } from '../../src/evaluation/flows/scored-flows.js';
import type { FlowRows } from '../../src/model/feature-rows.js';
import { batchOf, completeRows } from '../flow-rows.js';

const encoder = new TextEncoder();

function labels(name: string, lines: readonly string[]): readonly (string | null)[] {
  const column = new LabelColumn(name);
  const read = lines.map((line) => {
    const bytes = encoder.encode(line);
    return column.read(bytes, 0, bytes.length);
  });
  expect(column.found).toBe(true);
  return read;
}

describe('the column of labels', () => {
  it.each([
    ['Zeek', ['#separator \\x09', '#fields\tts\tlabel', '#types\ttime\tstring', '1\tBad', '2\tGood']],
    [
      'a Zeek log with joined labels',
      ['#fields\tts\ttunnel   label   detail', '1\t-   Bad   x', '2\t-   Good   -'],
    ],
    ['CSV', ['ts,Label,note', '1,Bad,"a, ""b"""', '2,Good,']],
    ['CSV with quotes before it', ['ts;note;"LABEL"', '1;"a;b";Bad', '2;;Good']],
    ['JSON lines', ['{"ts":1,"label":"Bad"}', '{"ts":2,"Label":"Good"}']],
  ])('of %s is found by its name in any case', (_, lines) => {
    expect(labels('label', lines).filter((label) => label !== null)).toEqual(['Bad', 'Good']);
  });

  it('that no header names is not found', () => {
    const column = new LabelColumn('label');
    const bytes = encoder.encode('a,b');
    expect(column.read(bytes, 0, bytes.length)).toBeNull();
    expect(column.found).toBe(false);
  });
});

describe('labels by record', () => {
  const table = () =>
    new LabelTable({ column: 'label', malicious: ['Bad'], benign: ['Good'], unknown: [''] });

  it('mean what truth.json says, and others are named', () => {
    const labels = table();
    for (const [record, value] of [
      [3, 'Bad'],
      [9_000, 'Good'],
      [5, ''],
      [6, 'Odd'],
    ] as const) {
      labels.set(record, value);
    }
    expect([3, 9_000, 5, 6, 7, 1e9].map((record) => labels.of(record))).toEqual([
      Label.malicious,
      Label.benign,
      Label.unknown,
      Label.unlisted,
      Label.none,
      Label.none,
    ]);
    expect(labels.unlisted).toEqual(['Odd']);
  });

  it('rank the scores of their flows, and of no others', () => {
    const labels = table();
    for (const [record, value] of [
      [1, 'Good'],
      [2, 'Bad'],
      [3, 'Good'],
      [4, 'Odd'],
    ] as const) {
      labels.set(record, value);
    }
    const scored = new ScoredFlows([labels]);
    const flows = batchOf(completeRows([{}, {}, {}, {}, {}]));
    const rows = { kind: 'flow', site: 'default', length: 5, columns: [], flows } as unknown as FlowRows;
    scored.add(rows, {
      surprise: Float64Array.of(1, 5, 2, 9, 9),
      members: [{ name: 'forest', scores: Float64Array.of(3, 2, 1, 9, 9) }],
    });
    expect(scored.quality()).toMatchObject({
      malicious: 1,
      benign: 2,
      unlabelled: 2,
      reason: null,
      models: [
        { model: 'combined', auroc: 1, auprc: 1 },
        { model: 'forest', auroc: 0.5, auprc: 0.5 },
      ],
    });
  });
});
