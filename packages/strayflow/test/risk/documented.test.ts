/** docs/detection/risk.md says what the code computes. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Family } from '../../src/model/evidence.js';
import { riskOptionsSchema } from '../../src/risk/index.js';
import { confidence, score } from '../../src/risk/score.js';
import { evidenceOf, NOW } from './evidence-of.js';

const page = readFileSync(new URL('../../../../docs/detection/risk.md', import.meta.url), 'utf8');
const OPTIONS = riskOptionsSchema.parse({});

/** Cells of the rows of the table that begins with this heading. */
function table(heading: string): readonly (readonly string[])[] {
  const [, after] = page.split(`| ${heading} |`);
  const lines = after!.split('\n').slice(2);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const rounded = (value: number) => String(Math.round(value * 1e4) / 1e4);

/** As the page names evidence. */
const CASES: Readonly<Record<string, readonly (readonly [Family, number])[]>> = {
  'one behaviour at surprise 3': [['port-scan', 3]],
  'one behaviour at surprise 4': [['port-scan', 4]],
  'one behaviour at surprise 20': [['port-scan', 20]],
  'the models alone at surprise 20': [['learned', 20]],
  'two behaviours at surprise 4 and 5': [
    ['port-scan', 4],
    ['brute-force', 5],
  ],
  'two behaviours at surprise 4 and 5, six hours later': [
    ['port-scan', 4],
    ['brute-force', 5],
  ],
  'a behaviour at surprise 4 and the models at 4': [
    ['port-scan', 4],
    ['learned', 4],
  ],
  'two behaviours and the models, all at surprise 5': [
    ['port-scan', 5],
    ['brute-force', 5],
    ['learned', 5],
  ],
  'context alone at surprise 20': [['context', 20]],
};

describe('the page on risk', () => {
  it('has the confidences that the code has', () => {
    const rows = table('surprise');
    expect(rows).toHaveLength(6);
    for (const [surprise, ...cells] of rows) {
      const families: readonly Family[] = ['port-scan', 'learned', 'context'];
      expect(cells).toEqual(families.map((family) => rounded(confidence(family, Number(surprise), OPTIONS))));
    }
  });

  it('has the risks that the code has, and the lines that they pass', () => {
    const rows = table('evidence');
    expect(rows.map(([name]) => name)).toEqual(Object.keys(CASES));
    for (const [name, risk, over] of rows) {
      // Of different peers, so that the models speak of something else than the behaviours.
      const evidence = CASES[name!]!.map(([family, surprise], i) =>
        evidenceOf({ family, surprise, key: family, peer: `10.0.0.${i}` }),
      );
      const now = name!.endsWith('six hours later') ? NOW + 6 * 3_600_000 : NOW;
      const computed = score(evidence, now, OPTIONS).risk;
      expect([name, rounded(computed)]).toEqual([name, risk]);
      const line = computed >= 0.8 ? 'the block line' : computed >= 0.5 ? 'the alert line' : 'no line';
      expect(over).toBe(line);
    }
  });
});
