/** Every example runs as its page says, with the built package, and prints what it claims. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const run = (name: string) =>
  execFileSync(process.execPath, [`examples/detectors/${name}`], { cwd: root, encoding: 'utf8' });

/** What each example's lines must hold; the page and its server are driven in browser/. */
const CLAIMS: Readonly<Record<string, (lines: readonly string[]) => void>> = {
  'score-rows.mjs'(lines) {
    const oneIn = new Map(
      lines.flatMap((line) => {
        const [, row, count] = /^row (\d): one ordinary row in (\d+) is as strange$/.exec(line) ?? [];
        return row === undefined ? [] : [[Number(row), Number(count)] as const];
      }),
    );
    expect([...oneIn.keys()]).toEqual([0, 1, 2, 3]);
    // Rows 1 and 2 break what ordinary rows keep, the others are ordinary.
    expect(oneIn.get(0)).toBeLessThan(100);
    expect(oneIn.get(1)).toBeGreaterThan(1000);
    expect(oneIn.get(2)).toBeGreaterThan(1000);
    expect(oneIn.get(3)).toBeLessThan(100);
    const reasonsOf = (row: number) => {
      const at = lines.findIndex((line) => line.startsWith(`row ${row}:`)) + 1;
      return lines.slice(at, at + 3).map((line) => {
        const [, kind, share, column] =
          /^ {2}(\S+): (\d+) % of the combination, most by (packets|bytes|seconds)$/.exec(line)!;
        return { kind, share: Number(share), column };
      });
    };
    for (const row of [1, 2]) {
      const reasons = reasonsOf(row);
      expect(reasons.map(({ kind }) => kind)).toEqual(['isolation-forest', 'one-class-svm', 'autoencoder']);
      expect(Math.abs(reasons.reduce((sum, { share }) => sum + share, 0) - 100)).toBeLessThanOrEqual(2);
    }
    expect(reasonsOf(1).every(({ column }) => column === 'seconds')).toBe(true);
    expect(reasonsOf(2).some(({ column }) => column === 'bytes')).toBe(true);
    expect(lines.at(-1)).toBe('stored and loaded models give the same scores');
  },
  'find-groups.mjs'(lines) {
    expect(lines[0]).toMatch(/^radius 0\.\d\d: 3 groups$/);
    const sizes = lines.slice(1, 5).map((line) => Number(/: (\d+) rows$/.exec(line)?.[1]));
    const [outside, ...groups] = sizes;
    // Drawn as 600, 300 and 100 rows, and 20 anywhere: a few of these fall into groups, a few of those out.
    expect(outside).toBeGreaterThan(10);
    expect(outside).toBeLessThan(40);
    for (const [i, drawn] of [600, 300, 100].entries()) {
      expect(Math.abs(groups[i]! - drawn)).toBeLessThan(15);
    }
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1020);
    expect(Number(/^silhouette (0\.\d\d)$/.exec(lines[5]!)![1])).toBeGreaterThan(0.7);
    expect(lines[6]).toMatch(/^new row 0: group 0, 0\.\d\d radii from the nearest, most in column \d$/);
    expect(lines[7]).toMatch(
      /^new row 1: no group, [1-9]\d*\.\d\d radii from the nearest, most in column 3$/,
    );
    expect(lines).toHaveLength(8);
  },
};

const names = readdirSync(`${root}examples/detectors`).filter((name) => name.endsWith('.mjs'));

it('covers every example, and the docs say how to run each', () => {
  expect(names.filter((name) => name !== 'serve-page.mjs').sort()).toEqual(Object.keys(CLAIMS).sort());
  const page = readFileSync(`${root}docs/detectors/README.md`, 'utf8');
  for (const name of names) expect(page).toContain(`node examples/detectors/${name}`);
});

it.each(Object.keys(CLAIMS))('%s prints what it claims, the same each time', (name) => {
  const output = run(name);
  CLAIMS[name]!(output.trimEnd().split('\n'));
  expect(run(name)).toBe(output);
});
