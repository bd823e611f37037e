/** The lab's captures of forged addresses: each kind is told about whom it concerns, and no source that was used. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAB, strayflow } from './run-strayflow.js';

interface Truth {
  readonly internal: readonly string[];
  readonly inputs: Readonly<
    Record<string, { readonly kind: string; readonly host: string; readonly role: string }>
  >;
}
interface Stored {
  readonly evidence: readonly {
    readonly family: string;
    readonly key: string;
    readonly host: string;
    readonly role: string;
    readonly attributable: boolean;
  }[];
  readonly hosts: readonly { readonly address: string; readonly role: string; readonly risk: number }[];
}

const truth = JSON.parse(readFileSync(`${LAB}forged/truth.json`, 'utf8')) as Truth;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-forged-test-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('forged addresses of the lab', () => {
  it.each(Object.entries(truth.inputs))('%s', async (file, { kind, host, role }) => {
    const report = join(folder, file);
    const outcome = await strayflow([
      ...['analyze', `${LAB}forged/${file}`, '--internal', truth.internal.join(',')],
      ...['--report', report, '--json'],
    ]);
    expect(outcome.code, outcome.stderr).toBe(0);
    const { evidence, hosts } = JSON.parse(readFileSync(join(report, 'evidence.json'), 'utf8')) as Stored;
    const forged = evidence.filter((each) => each.family === 'spoofing');
    expect(forged).toContainEqual(expect.objectContaining({ key: kind, host, role }));
    expect(forged.filter((each) => each.attributable)).toEqual([]);
    expect(forged.filter((each) => each.role === 'actor').map((each) => each.host)).toEqual(
      role === 'actor' ? [host] : [],
    );
    const accused = hosts.filter((each) => each.role === 'actor' && each.risk >= 0.5);
    expect(accused.map((each) => each.address)).toEqual(role === 'actor' ? [host] : []);
  });
});
