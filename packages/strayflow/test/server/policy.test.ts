/** The policy over the API: read, held against its schema, written into the configuration file. */
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/shell/config-file.js';
import { scratchFolder } from '../shell/scratch-folder.js';
import { ADMIN, only, testApp } from './test-app.js';

const FILE = `# Ours.
site: home
policy:
  # Nobody is blocked yet.
  mode: alert
  alertBudget: 2
  rules:
    - { name: scans, when: { risk: 0.4 }, do: block }
watch: { state: here }
`;

function policyApp(text: string | null = FILE) {
  const path = text === null ? null : join(scratchFolder({ 'strayflow.yaml': text }), 'strayflow.yaml');
  const config = path === null ? {} : readConfig(path);
  const app = testApp({ access: only(ADMIN), configFile: path, config });
  const get = async () =>
    (await (await app.ask('/api/v1/policy')).json()) as Record<string, unknown> & {
      text: string;
      digest: string;
    };
  return { ...app, path: path!, get, put: (body: unknown) => app.send('PUT', '/api/v1/policy', body) };
}

describe('the policy', () => {
  it('is told as it is written, and read aloud', async () => {
    const { get } = policyApp();
    expect(await get()).toMatchObject({
      text: '# Nobody is blocked yet.\nmode: alert\nalertBudget: 2\nrules:\n  - { name: scans, when: { risk: 0.4 }, do: block }\n',
      mode: 'alert',
      file: 'strayflow.yaml',
      isEditable: true,
      why: null,
      alertLine: 0.5,
      alertBudget: 2,
      rules: [{ name: 'scans', action: 'block', text: expect.stringContaining('Rule scans: where') }],
      guards: expect.arrayContaining([{ name: 'blocks-at-once', says: 'At most 1,000 blocks at once.' }]),
      schema: { type: 'object', properties: { mode: { enum: ['observe', 'alert', 'enforce'] } } },
    });
  });

  it('is replaced in the file with its comments; rights, other sections and what stood before are kept', async () => {
    const { get, put, path, ledger, faults } = policyApp();
    chmodSync(path, 0o640);
    const { text, digest } = await get();
    const next = text.replace('mode: alert', 'mode: enforce # since today');
    const answer = await put({ text: next, digest });
    expect(await answer.json()).toMatchObject({ text: next, mode: 'enforce' });
    expect(readFileSync(path, 'utf8')).toBe(FILE.replace('mode: alert', 'mode: enforce # since today'));
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readFileSync(`${path}.before`, 'utf8')).toBe(FILE);
    const [entry] = ledger.latestAudit(null, 1);
    expect(entry).toMatchObject({
      kind: 'policy-changed',
      by: expect.stringContaining('anna'),
      about: { before: digest, after: (await get()).digest, changed: ['mode'], mode: ['alert', 'enforce'] },
    });
    expect(faults).toEqual([]);
  });

  it('is not replaced where it was changed meanwhile', async () => {
    const { get, put, path } = policyApp();
    const { text, digest } = await get();
    const other = FILE.replace('alertBudget: 2', 'alertBudget: 3');
    writeFileSync(path, other);
    expect((await put({ text, digest })).status).toBe(409);
    expect(readFileSync(path, 'utf8')).toBe(other);
    // Elsewhere in the file others may work.
    writeFileSync(path, FILE.replace('site: home', 'site: office'));
    expect((await put({ text: 'mode: alert\n', digest })).status).toBe(200);
    expect(readFileSync(path, 'utf8')).toContain('site: office');
  });

  it('that is faulty changes nothing, and each fault is told with its line', async () => {
    const { get, put, path, ledger } = policyApp();
    const { digest } = await get();
    const text = 'mode: alert\nrules:\n  - name: a\n    when: { risk: 3 }\n    do: block\nbudget: 3\n';
    const answer = await put({ text, digest });
    expect(answer.status).toBe(422);
    expect(((await answer.json()) as { errors: unknown }).errors).toEqual([
      { at: 'policy.rules[0].when.risk (line 4)', message: expect.any(String) },
      { at: 'policy.budget (line 6)', message: expect.stringContaining('budget') },
    ]);
    for (const bad of [
      'mode: [',
      'mode: *x',
      '- a',
      'mode: alert\n...\nsite: evil\n',
      '---\nmode: alert\n---\na: 1\n',
    ]) {
      expect((await put({ text: bad, digest })).status).toBe(422);
    }
    expect(readFileSync(path, 'utf8')).toBe(FILE);
    expect(ledger.latestAudit(null, 10)).toEqual([]);
  });

  it('says beforehand why it cannot be edited', async () => {
    const none = policyApp(null);
    const shown = await none.get();
    expect(shown).toMatchObject({ file: null, isEditable: false, mode: 'observe' });
    expect(shown['why']).toContain('without --config');
    expect((await none.put({ text: '', digest: shown.digest })).status).toBe(409);
    const faulty = policyApp();
    writeFileSync(faulty.path, FILE.replace('site: home', 'sitee: home'));
    const { digest, ...rest } = await faulty.get();
    expect(rest).toMatchObject({
      isEditable: false,
      mode: 'alert',
      why: expect.stringContaining('line 2: sitee'),
    });
    expect((await faulty.put({ text: 'mode: alert', digest })).status).toBe(409);
  });

  it('is not changed where the audit log cannot say so', async () => {
    const { get, put, path, ledger } = policyApp();
    const { digest } = await get();
    ledger.close();
    expect((await put({ text: 'mode: enforce', digest })).status).toBeGreaterThanOrEqual(500);
    expect(readFileSync(path, 'utf8')).toBe(FILE);
  });
});
