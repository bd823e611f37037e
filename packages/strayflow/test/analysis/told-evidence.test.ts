import { describe, expect, it } from 'vitest';
import { type ToldEvidence, ToldOfStage } from '../../src/analysis/told-evidence.js';
import type { Evidence } from '../../src/model/evidence.js';

function piece(id: string, revision: number, surprise: number, ticks: number): ToldEvidence {
  return { evidence: { id, revision, surprise } as Evidence, ticks, ticking: null, stage: 0 };
}

const idsOf = ({ told }: ToldOfStage) => told.map(({ evidence }) => `${evidence.id}${evidence.revision}`);

describe('what a stage told', () => {
  it('is kept whole while there is room', () => {
    const list = new ToldOfStage(100);
    for (let n = 0; n < 100; n++) list.add(piece(`e${n}`, 0, n % 7, n));
    expect(list.told).toHaveLength(100);
    expect(list.dropped).toBe(0);
  });

  it('loses what was told again with more first, then what weighs least, and counts it', () => {
    const list = new ToldOfStage(10);
    list.add(piece('a', 0, 3, 0));
    list.add(piece('b', 0, 9, 1));
    list.add(piece('a', 1, 4, 2));
    for (let n = 0; n < 7; n++) list.add(piece(`c${n}`, 0, n === 3 ? 0.5 : 2, 3));
    list.add(piece('d', 0, 2, 4));
    expect(idsOf(list)).toEqual(['b0', 'a1', 'c00', 'c10', 'c20', 'c30', 'c40', 'c50', 'c60', 'd0']);
    list.add(piece('e', 0, 2, 5));
    expect(idsOf(list)).toEqual(['b0', 'a1', 'c00', 'c10', 'c20', 'c40', 'c50', 'c60', 'd0', 'e0']);
    expect(list.dropped).toBe(2);
  });

  it('never keeps more, and always the heaviest, in order of time', () => {
    const list = new ToldOfStage(50);
    for (let n = 0; n < 5_000; n++) list.add(piece(`x${n}`, 0, n % 1_000 === 0 ? 8 : 1, n));
    expect(list.told.length).toBeLessThanOrEqual(50);
    expect(list.told.length + list.dropped).toBe(5_000);
    expect(list.told.filter(({ evidence }) => evidence.surprise === 8)).toHaveLength(5);
    const moments = list.told.map(({ ticks }) => ticks);
    expect(moments).toEqual(moments.toSorted((a, b) => a - b));
  });
});
