import { describe, expect, it } from 'vitest';
import { evidenceEcs, flowEcs } from '../../src/server/export/ecs.js';
import { evidenceOcsf, flowOcsf } from '../../src/server/export/ocsf.js';
import type { FlowRow } from '../../src/store/flows/flow-row.js';
import { HOUR_MS } from '../../src/store/segment.js';
import type { Told } from '../../src/store/told.js';
import { flows } from '../flow-rows.js';
import { NOW, piece, store } from './stored-watch.js';
import { ADMIN, only, testApp } from './test-app.js';

const HOUR = Math.floor(NOW / HOUR_MS) * HOUR_MS;
const ROWS = Array.from({ length: 30 }, (_, i) => ({
  time: HOUR - 2 * HOUR_MS + i * 300_000,
  recordNumber: i + 1,
  service: i === 3 ? '=cmd|"x"' : 'ssl',
}));

function appWith(rows = ROWS, told: readonly Told[] = []) {
  const app = testApp({ access: only(ADMIN) });
  store(app.folder, [{ line: HOUR, hoursUntil: HOUR, told }], (state) => {
    state.keep({ kind: 'flows', batch: flows(rows), late: false });
  });
  return app;
}
const lines = (text: string) => text.trimEnd().split('\n');

describe('an export of flows', () => {
  it('as CSV has every row, and nothing that a spreadsheet would run', async () => {
    const answer = await appWith().ask('/api/v1/flows/export');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    const [head, ...rows] = lines(await answer.text());
    expect(head).toMatch(/^time,duration_ms,source,/);
    expect(rows).toHaveLength(ROWS.length);
    expect(rows[3]).toContain(`"'=cmd|""x"""`);
    expect(rows.map((row) => row.split(',').at(-1))).toEqual(
      ROWS.map(({ recordNumber }) => String(recordNumber)),
    );
  });

  it.each(['ndjson', 'ecs', 'ocsf'])('as %s has a line of JSON for each row of the query', async (format) => {
    const answer = await appWith().ask(`/api/v1/flows/export?format=${format}&query=record:4-9`);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    const rows = lines(await answer.text()).map((line) => JSON.parse(line) as object);
    expect(rows).toHaveLength(6);
    expect(JSON.stringify(rows[0])).not.toContain('"cut"');
  });

  it('says before it begins what is wrong with the query', async () => {
    expect((await appWith().ask('/api/v1/flows/export?query=port:x')).status).toBe(400);
  });

  it('runs one at a time, and another once it was left', async () => {
    const app = appWith();
    const first = await app.ask('/api/v1/flows/export');
    expect((await app.ask('/api/v1/flows/export')).status).toBe(503);
    await first.body!.cancel();
    const next = await app.ask('/api/v1/flows/export');
    expect(next.status).toBe(200);
    expect(lines(await next.text())).toHaveLength(1 + ROWS.length);
    expect((await app.ask('/api/v1/flows/export', { method: 'HEAD' })).status).toBeLessThan(500);
    expect(app.faults).toEqual([]);
  });
});

describe('records of evidence', () => {
  it('are found in the history and in what is not in it yet; what is missing is counted', async () => {
    const records = [2, 28, 29, 999].map((record) => ({ input: 0, record }));
    const window = { start: HOUR - 2 * HOUR_MS, end: HOUR + HOUR_MS };
    const evidence = piece('a', '10.0.0.9', { records, window, firstSeen: ROWS[1]!.time });
    const app = appWith(ROWS, [{ kind: 'evidence', sequence: 1, evidence, risk: 0.5 }]);
    const answer = await app.ask('/api/v1/evidence/a/records');
    const { items, missing } = (await answer.json()) as { items: FlowRow[]; missing: number };
    expect(items.map(({ record }) => record)).toEqual([2, 28, 29]);
    expect(missing).toBe(1);
  });
});

it('evidence is exported whole, by family, time, host and site', async () => {
  const told = Array.from({ length: 450 }, (_, i): Told => {
    const evidence = piece(`id${i}`, '10.0.0.1', {
      lastSeen: NOW - i,
      family: i % 3 === 0 ? 'flood' : 'port-scan',
    });
    return { kind: 'evidence', sequence: i + 1, evidence, risk: 0.5 };
  });
  const app = appWith(ROWS, told);
  const textOf = async (query: string) => (await app.ask(`/api/v1/evidence/export${query}`)).text();
  const ids = async (query: string) =>
    lines(await textOf(query)).map((line) => (JSON.parse(line) as { id: string }).id);
  expect(await ids('')).toEqual(told.map((_, i) => `id${i}`));
  expect(await ids('?family=flood')).toHaveLength(150);
  expect(await ids(`?from=${NOW - 9}`)).toHaveLength(10);
  expect(await ids('?host=10.0.0.1&site=test')).toHaveLength(told.length);
  expect(await textOf('?host=10.0.0.1&site=other')).toBe('');
  expect(await textOf('?host=10.0.0.2')).toBe('');
});

describe('what other programs are given', () => {
  const flow: FlowRow = {
    time: NOW,
    durationMs: 1_500,
    source: '10.0.0.1',
    destination: '2001:db8::1',
    sourcePort: 50_000,
    destinationPort: 443,
    protocol: 6,
    state: 'SF',
    service: 'ssl',
    bytesSent: 100,
    bytesReceived: null,
    packetsSent: 2,
    packetsReceived: 3,
    input: 1,
    record: 7,
    site: 'test',
    vlan: 12,
    uid: 'C1',
    identity: 'anna',
    exporter: '192.0.2.250',
    mac: '00:00:5e:00:53:af',
  };
  const stored = { evidence: piece('a', '10.0.0.1', { role: 'victim', peer: '192.0.2.1' }), risk: 0.75 };

  it('is a flow of ECS', () => {
    expect(flowEcs(flow)).toEqual({
      '@timestamp': '2026-01-05T11:59:00.000Z',
      ecs: { version: '8.11.0' },
      event: {
        kind: 'event',
        category: ['network'],
        type: ['connection'],
        module: 'strayflow',
        dataset: 'strayflow.flow',
        duration: 1_500_000_000,
        start: '2026-01-05T11:58:58.500Z',
      },
      source: {
        ip: '10.0.0.1',
        address: '10.0.0.1',
        port: 50_000,
        mac: '00-00-5E-00-53-AF',
        bytes: 100,
        packets: 2,
      },
      destination: { ip: '2001:db8::1', address: '2001:db8::1', port: 443, packets: 3 },
      network: {
        type: 'ipv4',
        iana_number: '6',
        transport: 'tcp',
        protocol: 'ssl',
        bytes: 100,
        packets: 5,
        vlan: { id: '12' },
      },
      user: { name: 'anna' },
      related: { ip: ['10.0.0.1', '2001:db8::1'], user: ['anna'] },
      observer: expect.objectContaining({ vendor: 'Strayflow', type: 'ids' }),
      strayflow: { site: 'test', input: 1, record: 7, state: 'SF', exporter: '192.0.2.250', uid: 'C1' },
    });
  });

  it('is an alert of ECS', () => {
    expect(evidenceEcs(stored)).toMatchObject({
      event: {
        kind: 'alert',
        category: ['intrusion_detection'],
        type: ['info'],
        id: 'a',
        risk_score_norm: 75,
      },
      rule: { name: 'port-scan' },
      destination: { ip: '10.0.0.1' },
      source: { ip: '192.0.2.1' },
      threat: {
        framework: 'MITRE ATT&CK',
        technique: { id: ['T1046'], name: ['Network Service Discovery'] },
      },
      related: { ip: ['10.0.0.1', '192.0.2.1'] },
    });
    const network = evidenceEcs({ ...stored, evidence: piece('a', 'service tcp/445', { peer: null }) });
    expect(network).toMatchObject({ source: { address: 'service tcp/445' } });
    expect(JSON.stringify(network)).not.toContain('"ip"');
  });

  it('is Network Activity (4001) of OCSF', () => {
    expect(flowOcsf(flow)).toMatchObject({
      class_uid: 4_001,
      category_uid: 4,
      activity_id: 1,
      type_uid: 400_101,
      time: NOW,
      duration: 1_500,
      severity_id: 1,
      src_endpoint: { ip: '10.0.0.1', port: 50_000, mac: '00:00:5e:00:53:af', vlan_uid: '12' },
      dst_endpoint: { ip: '2001:db8::1', port: 443, svc_name: 'ssl' },
      connection_info: { protocol_num: 6, protocol_name: 'tcp', protocol_ver_id: 4, direction_id: 0 },
      traffic: { bytes_out: 100, packets_out: 2, packets_in: 3, packets: 5 },
      metadata: { version: '1.4.0', product: { vendor_name: 'Strayflow' } },
    });
    expect(flowOcsf(flow)).not.toHaveProperty('traffic.bytes');
    expect(flowOcsf({ ...flow, state: 'REJ' })).toMatchObject({ activity_id: 4, type_uid: 400_104 });
    expect(flowOcsf({ ...flow, state: null })).toMatchObject({ activity_id: 6, type_uid: 400_106 });
  });

  it('is a Detection Finding (2004) of OCSF', () => {
    expect(evidenceOcsf(stored)).toMatchObject({
      class_uid: 2_004,
      category_uid: 2,
      type_uid: 200_401,
      severity_id: 4,
      severity: 'High',
      risk_score: 75,
      finding_info: {
        uid: 'a',
        title: 'port-scan',
        analytic: { type_id: 2 },
        attacks: [{ technique: { uid: 'T1046', name: 'Network Service Discovery' } }],
      },
      evidences: [{ dst_endpoint: { ip: '10.0.0.1' }, src_endpoint: { ip: '192.0.2.1' } }],
    });
  });
});
