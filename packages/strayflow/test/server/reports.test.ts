/** Reports over the API: read where nothing in them can act, asked for, and scheduled. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/shell/config-file.js';
import { scratchFolder } from '../shell/scratch-folder.js';
import { ADMIN, only, testApp } from './test-app.js';

const [OLD, NEW] = ['2026-03-03T00Z', '2026-03-04T00Z-24h'];

function reportApp(config: object = {}, configFile: string | null = null) {
  const app = testApp({ access: only(ADMIN), config, configFile });
  const folder = join(app.folder, 'reports');
  for (const name of [OLD, NEW]) {
    mkdirSync(join(folder, name, 'plots'), { recursive: true });
    writeFileSync(join(folder, name, 'manifest.json'), '{}');
    writeFileSync(join(folder, name, 'index.html'), '<script>alert(1)</script>');
    writeFileSync(join(folder, name, 'plots', 'risk.svg'), '<svg/>');
  }
  writeFileSync(join(app.folder, 'secret.txt'), 'secret');
  symlinkSync(join(app.folder, 'secret.txt'), join(folder, OLD, 'link.txt'));
  // One that is being made.
  mkdirSync(join(folder, '2026-03-05T00Z'));
  const get = async () => (await app.ask('/api/v1/reports')).json() as Promise<Record<string, unknown>>;
  return { ...app, folder, get };
}

const PLACES = { publish: [{ kind: 'folder', path: '/srv/www' }] };

describe('reports', () => {
  it('are listed newest first, with their files', async () => {
    const { get, folder } = reportApp(PLACES);
    writeFileSync(join(folder, `${OLD}.published`), '');
    const files = ['index.html', 'manifest.json', 'plots/risk.svg'];
    expect(await get()).toEqual({
      items: [
        { name: NEW, made: expect.any(Number), bytes: 33, files, isPublished: false },
        { name: OLD, made: expect.any(Number), bytes: 33, files, isPublished: true },
      ],
      schedule: { everyHours: 0, keep: 30 },
      places: ['folder'],
      running: null,
    });
    expect(await reportApp().get()).toMatchObject({ items: [{ isPublished: null }, {}], places: [] });
  });

  it('are read in a sandbox, file by file', async () => {
    const { ask } = reportApp();
    const page = await ask(`/api/v1/reports/${OLD}/files/index.html`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).toMatch(/^sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'/);
    expect(policy).not.toContain('script');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await page.text()).toContain('alert(1)');
    const plot = await ask(`/api/v1/reports/${OLD}/files/plots~risk.svg`);
    expect([plot.status, await plot.text()]).toEqual([200, '<svg/>']);
    expect((await ask('/api/v1/reports')).headers.get('content-security-policy')).toContain(
      "script-src 'self'",
    );
  });

  it.each([
    `${OLD}/files/link.txt`,
    `${OLD}/files/..~..~secret.txt`,
    `${OLD}/files/..%2f..%2fsecret.txt`,
    `..%2f/files/secret.txt`,
    `..~/files/secret.txt`,
    `%2e%2e/files/secret.txt`,
    `2026-03-05T00Z/files/manifest.json`,
    `${OLD}/files/%00`,
    `${OLD}/files/~`,
  ])('lead to no other file: %s', async (path) => {
    const { ask, faults } = reportApp();
    const answer = await ask(`/api/v1/reports/${path}`);
    expect([400, 404]).toContain(answer.status);
    expect(faults).toEqual([]);
  });

  it('are asked for once, which the audit log says', async () => {
    const { send, get, ledger, folder } = reportApp(PLACES);
    const make = () => send('POST', '/api/v1/reports/make', { hours: 24 });
    expect((await make()).status).toBe(202);
    expect((await make()).status).toBe(409);
    expect(await get()).toMatchObject({ running: 'the last 24 h' });
    expect((await send('POST', '/api/v1/reports/make', { hours: 721 })).status).toBe(400);
    expect((await send('POST', `/api/v1/reports/${OLD}/publish`, {})).status).toBe(202);
    expect(existsSync(join(folder, `${OLD}.unpublished`))).toBe(true);
    expect((await send('POST', '/api/v1/reports/none/publish', {})).status).toBe(404);
    expect(ledger.latestAudit(null, 9).map(({ about }) => about)).toEqual([{ publish: OLD }, { make: 24 }]);
    const nowhere = reportApp();
    expect((await nowhere.send('POST', `/api/v1/reports/${OLD}/publish`, {})).status).toBe(409);
  });

  it('are scheduled in the configuration file, comments kept', async () => {
    const file = join(
      scratchFolder({ 'a.yaml': '# Ours.\nwatch:\n  # All of it.\n  evidenceDays: 9\n' }),
      'a.yaml',
    );
    const { send, get, ledger } = reportApp(readConfig(file), file);
    const schedule = { everyHours: 24, keep: 7 };
    const answer = await send('PUT', '/api/v1/reports/schedule', schedule);
    expect(await answer.json()).toEqual(schedule);
    expect(readConfig(file).watch).toMatchObject({ reports: schedule, evidenceDays: 9 });
    expect(readFileSync(file, 'utf8')).toMatch(/# Ours\.\n(.*\n)* *# All of it\./);
    expect(await get()).toMatchObject({ schedule });
    expect(ledger.latestAudit(null, 9)).toMatchObject([
      { kind: 'schedule-changed', about: { before: { everyHours: 0, keep: 30 }, after: schedule } },
    ]);
    writeFileSync(file, 'watch: { reports: { everyHours: soon } }\n');
    expect((await send('PUT', '/api/v1/reports/schedule', schedule)).status).toBe(409);
    expect((await reportApp().send('PUT', '/api/v1/reports/schedule', schedule)).status).toBe(409);
  });
});
