import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { queueMessage } from '../../src/store/ledger/outbox.js';
import { exampleMessage } from '../actions/example-message.js';
import { testApp } from './test-app.js';

const CONFIG = {
  site: 'home',
  internal: ['10.0.0.0/8'],
  watch: {
    inputs: [
      { kind: 'udp', listen: '0.0.0.0:2055' },
      { kind: 'push', name: 'cloud', format: 'cloudflare-http' },
    ],
    history: { days: 14 },
  },
  server: { tls: { certFile: '/keys/none.pem', keyFile: '/keys/secret.key' }, names: ['flow.example.org'] },
  enforcers: { blockList: { path: '/lists/blocked.txt', expirerWithinSeconds: 60 } },
  notifiers: { syslog: [{ name: 'soc', host: '192.0.2.9' }] },
};

async function asked(app: ReturnType<typeof testApp>, role: 'viewer' | 'responder' = 'viewer') {
  if (app.accounts.account(role) === null) await app.addAccount(role, role);
  const answer = await app.ask('/api/v1/settings', { headers: app.token(role, role, ['api']) });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Record<string, never> & {
    enforcers: { name: string; health: string; fault: string | null }[];
    notifiers: { name: string; health: string; fault: string | null; waiting: number }[];
    state: { parts: { part: string; bytes: number; files: number }[] };
  };
}

describe('what is set up', () => {
  it('is told to everybody, but for secrets and files of keys', async () => {
    const found = await asked(testApp({ config: CONFIG, configFile: '/etc/strayflow/our.yaml' }));
    expect(found).toMatchObject({
      version: '1.2.3',
      site: 'home',
      mode: 'observe',
      file: 'our.yaml',
      listening: { isTls: true, certificate: null, behindProxy: false, names: ['flow.example.org'] },
      retention: { historyDays: 14, evidenceDays: 365 },
      inputs: [
        { kind: 'udp', from: '0.0.0.0:2055', format: null },
        { kind: 'push', from: 'cloud', format: 'cloudflare-http' },
      ],
    });
    expect(JSON.stringify(found)).not.toMatch(/keys|etc|192\.0\.2\.9|blocked\.txt/);
  });

  it('says how what acts and tells is doing, once the watch has told, and what fails to those who act', async () => {
    const app = testApp({ config: CONFIG });
    expect((await asked(app)).enforcers).toMatchObject([{ name: 'blockList', health: 'unknown' }]);
    app.tell({ enforcers: null, notifiers: [{ name: 'soc', fault: 'refused' }] }, ['server']);
    queueMessage(app.notices.database, 'soc', exampleMessage());
    expect(await asked(app)).toMatchObject({
      waiting: ['server'],
      enforcers: [{ name: 'blockList', health: 'idle', fault: null }],
      notifiers: [{ name: 'soc', health: 'failing', fault: null, waiting: 1, sent: null }],
    });
    expect((await asked(app, 'responder')).notifiers).toMatchObject([
      { health: 'failing', fault: 'refused' },
    ]);
    app.tell({ enforcers: [], notifiers: [] }, []);
    expect((await asked(app)).notifiers).toMatchObject([{ health: 'works' }]);
  });

  it('has what the state takes by part, looked at once a minute', async () => {
    const app = testApp();
    const file = (name: string, bytes: number) => {
      mkdirSync(join(app.folder, 'history', 'flow'), { recursive: true });
      writeFileSync(join(app.folder, 'history', 'flow', name), Buffer.alloc(bytes));
    };
    const history = async () => (await asked(app)).state.parts.find(({ part }) => part === 'history');
    file('a.parquet', 3_000);
    expect(await history()).toEqual({ part: 'history', bytes: 3_000, files: 1 });
    file('b.parquet', 500);
    expect(await history()).toMatchObject({ files: 1 });
    app.clock.now += 60_000;
    expect(await history()).toEqual({ part: 'history', bytes: 3_500, files: 2 });
  });
});
