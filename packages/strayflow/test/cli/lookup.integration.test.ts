/** `strayflow lookup` as people run it, with databases that the test writes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mmdbFile } from '../addresses/mmdb-file.js';
import { LAB, strayflow } from './run-strayflow.js';

const BUILT = { type: 'Test', built: Date.UTC(2026, 0, 1) };

let folder: string;
let config: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-lookup-'));
  const write = (name: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  const first = write(
    'first.mmdb',
    mmdbFile({ '45.67.8.0/24': { country_code: 'CZ', city: 'Brno' } }, BUILT),
  );
  const second = write(
    'second.mmdb',
    mmdbFile({ '45.67.8.0/24': { country_code: 'AT', city: 'Wien' } }, BUILT),
  );
  const network = write(
    'network.mmdb',
    mmdbFile({ '45.67.8.0/24': { asn: 64_500, name: 'Example' } }, BUILT),
  );
  config = join(folder, 'strayflow.yaml');
  writeFileSync(
    config,
    [
      'internal: [10.30.0.0/16]',
      'addresses:',
      '  shared: [10.30.9.0/24]',
      '  location:',
      `    city: [${first}, ${second}]`,
      `    network: [${network}]`,
    ].join('\n'),
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('strayflow lookup', () => {
  it('tells every database, its date and age, and that they disagree', async () => {
    const { code, stdout, stderr } = await strayflow(['lookup', '45.67.8.10', '--config', config]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toMatch(/kind +public/);
    expect(stdout).toMatch(/side +external/);
    expect(stdout).toMatch(/Brno, CZ; by .*data of /);
    expect(stdout).toMatch(/Wien, AT; by .*data of /);
    expect(stdout).toContain('AS64500 Example');
    expect(stdout).toContain('the databases disagree');
    const json = await strayflow(['lookup', '45.67.8.10', '--config', config, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      address: '45.67.8.10',
      kind: 'public',
      internal: false,
      shared: false,
      disputedBy: ['AT'],
    });
  });

  it('knows what is internal, shared, and nowhere', async () => {
    const inside = await strayflow(['lookup', '10.30.9.4', '--config', config]);
    expect(inside.stdout).toMatch(/side +internal/);
    expect(inside.stdout).toMatch(/shared +by many people/);
    expect(inside.stdout).toContain('only public addresses are somewhere');
    const wrong = await strayflow(['lookup', 'nowhere']);
    expect(wrong.code).toBe(2);
  });

  it('tells the risk and the evidence of a report', async () => {
    const report = join(folder, 'report');
    await strayflow(['analyze', `${LAB}forged/leaving.pcap.gz`, '--config', config, '--report', report]);
    const { stdout } = await strayflow(['lookup', '10.30.1.66', '--config', config, '--report', report]);
    expect(stdout).toMatch(/risk +0\.5\d as actor/);
    expect(stdout).toMatch(/evidence +spoofing \(actor\)/);
  });
});
