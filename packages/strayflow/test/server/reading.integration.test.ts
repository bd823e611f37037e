/** What a real watch over shipped captures stored, as every route of the read side tells it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { LAB, strayflow } from '../cli/run-strayflow.js';
import { startWatch, until } from '../cli/watch-process.js';
import { scratchFolder } from '../shell/scratch-folder.js';
import { ADMIN, only, testApp } from './test-app.js';

const CAPTURES = ['ordinary', 'attacked'].map((name) => `${LAB}captures/${name}.pcap.gz`);
const ATTACKER = '10.20.0.66';

type App = ReturnType<typeof testApp>;
type Json = Record<string, unknown>;
interface Page {
  items: Json[];
  next: string | null;
  isWhole: boolean;
}

async function get<Answer = Page>(app: App, path: string): Promise<Answer> {
  const answer = await app.ask(`/api/v1${path}`);
  expect([path, answer.status, answer.status === 200 ? '' : await answer.text()]).toEqual([path, 200, '']);
  return (await answer.json()) as Answer;
}

/** Every record of a flow that is found, newest first. */
async function allFlows(app: App, query = ''): Promise<readonly string[]> {
  const found: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const page: Page = await get(app, `/flows?limit=500&query=${encodeURIComponent(query)}${cursor}`);
    expect(page.isWhole).toBe(true);
    found.push(
      ...page.items.map((row) => [row['time'], row['record'], row['source'], row['sourcePort']].join(' ')),
    );
    next = page.next;
  }
  return found;
}

const sum = (items: readonly Json[], of: string) => items.reduce((all, each) => all + Number(each[of]), 0);

it('is the same of captures that are over, in the history, and of those that go on, in segments', async () => {
  const app = testApp({ access: only(ADMIN), config: { addresses: { location: { enabled: false } } } });
  const args = [
    'watch',
    ...CAPTURES,
    '--config',
    `${LAB}strayflow.yaml`,
    '--until-end',
    '--state',
    app.folder,
  ];
  const watched = await strayflow(args);
  expect(watched.code, watched.stderr).toBe(0);

  const overview = await get<
    Json & { traffic: Json[]; coverage: Json[]; riskiest: Json[]; families: Json[] }
  >(app, '/overview');
  expect(overview.riskiest[0]).toMatchObject({ host: ATTACKER, role: 'actor' });
  const flowsSeen = sum(overview.traffic, 'flows');
  expect(flowsSeen).toBeGreaterThan(500);
  expect(overview.families.map(({ family }) => family)).toContain('port-scan');
  const sources = (await get(app, '/sources')).items;
  expect(sources).toHaveLength(2);
  expect(sum(overview.coverage, 'received')).toBe(sum(sources, 'read'));
  expect(sum(overview.coverage, 'parsed')).toBe(sum(sources, 'parsed'));

  const { items: hosts } = await get(app, '/hosts?search=10.20.0.66');
  expect(hosts.map(({ host }) => host)).toContain(ATTACKER);
  const detail = await get<Json & { risks: Json[] }>(app, `/hosts/${ATTACKER}`);
  expect(detail).toMatchObject({ isInternal: true, location: null });
  const course = (await get(app, `/hosts/${ATTACKER}/risk`)).items;
  expect(Math.max(...course.map(({ risk }) => Number(risk)))).toBeGreaterThan(0.5);
  const evidence = (await get(app, `/hosts/${ATTACKER}/evidence`)).items;
  const all = (await get(app, '/evidence?limit=500')).items;
  expect(all.map(({ id }) => id)).toEqual(expect.arrayContaining(evidence.map(({ id }) => id)));
  expect(sum(overview.traffic, 'evidence')).toBe(all.length);
  const scan = evidence.find(({ family }) => family === 'port-scan')!;
  const piece = await get<Json & { inputs: Json[] }>(app, `/evidence/${scan['id']}`);
  expect(piece['counterfactual']).toContain('Would not have fired below');
  expect(piece.inputs[0]!['name']).toContain('attacked.pcap.gz');
  const records = await get<{ items: Json[]; missing: number }>(app, `/evidence/${scan['id']}/records`);
  expect(records.missing).toBe(0);
  expect(records.items.every(({ source }) => source === ATTACKER)).toBe(true);

  const peers = (await get(app, `/hosts/${ATTACKER}/peers?limit=500`)).items;
  expect(peers.map(({ peer }) => peer)).toContain('10.20.1.10');
  const found = await allFlows(app);
  expect(new Set(found).size).toBeGreaterThan(500);
  const counted = sum((await get(app, '/flows/histogram')).items, 'flows');
  expect(counted).toBe(sum((await get(app, '/flows/top?by=protocol&limit=500')).items, 'flows'));
  expect(counted).toBe(flowsSeen);
  const scanned = await allFlows(app, `src:${ATTACKER} dst:10.20.1.0/24 state:failed`);
  expect(scanned.length).toBeGreaterThan(50);
  const exported = await (await app.ask('/api/v1/flows/export?format=ocsf')).text();
  expect(exported.trimEnd().split('\n')).toHaveLength(found.length);
  const pieces = await (await app.ask('/api/v1/evidence/export?format=ecs')).text();
  expect(pieces.trimEnd().split('\n')).toHaveLength(all.length);
  const networks = await get<Json & { networks: Json[] }>(app, '/networks');
  expect(networks.networks.map(({ prefix }) => prefix)).toEqual(
    expect.arrayContaining(['10.20.0.0/24', '10.20.1.0/24']),
  );
  expect(app.faults).toEqual([]);

  // Flows that go on have no record yet.
  const growing = await allFlows(await followed());
  expect(growing.length).toBeGreaterThan(300);
  expect(new Set(growing).size).toBe(growing.length);
  expect(growing.filter((row) => !found.includes(row))).toEqual([]);
}, 120_000);

/** What is in the hour that goes on lies in segments. */
async function followed(): Promise<App> {
  const app = testApp({ access: only(ADMIN) });
  const folder = scratchFolder();
  const files = CAPTURES.map((path, i) => {
    const plain = join(folder, `${i}.pcap`);
    writeFileSync(plain, gunzipSync(readFileSync(path)));
    return plain;
  });
  const config = join(folder, 'strayflow.yaml');
  writeFileSync(
    config,
    'internal: [10.20.0.0/23]\nwatch: { statusSeconds: 0.2, checkpoint: { seconds: 0.1 } }\n',
  );
  const watching = startWatch(app.folder, [...files, '--config', config, '--json']);
  await until(watching, () => /"caughtUp":true/.test(watching.stdout()));
  watching.child.kill('SIGTERM');
  expect(await watching.ended, watching.stderr()).toBe(0);
  return app;
}
