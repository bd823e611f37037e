/** From traffic to a decision: days of use, and then an attack by the peer that was used. */
import { expect, it } from 'vitest';
import { NO_TRAP } from '../../src/learned/index.js';
import { parsePrefix } from '../../src/model/address.js';
import { Route } from '../../src/pipeline.js';
import { defaultConfig } from '../../src/shell/config-file.js';
import { network } from '../behaviours/drive.js';
import { batchOf, completeRows, type FlowRow, START, UNANSWERED } from '../flow-rows.js';

type Row = Partial<FlowRow>;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PEER = '45.3.2.1';
const ATTACK = START + 3 * DAY;

/** Three own hosts use the peer, four hours a day. */
const use = (from: number, days: number): Row[] =>
  Array.from({ length: days * 4 * 3 * 3 }, (_, i) => ({
    source: `10.0.0.${1 + (i % 3)}`,
    destination: PEER,
    time: from + DAY * Math.floor(i / 36) + HOUR * (Math.floor(i / 9) % 4) + 1_000 * (i % 9),
  }));
/** The peer guesses passwords, each with a handshake of its own, and scans. */
const attack: readonly Row[] = [
  ...Array.from({ length: 200 }, (_, i) => ({
    ...{ source: PEER, destination: '10.0.0.5', destinationPort: 22, time: ATTACK + 2_000 * i },
    ...{ durationMs: 1_500, bytesSent: 2_000, bytesReceived: 2_500 },
  })),
  ...Array.from({ length: 300 }, (_, i) => ({
    ...{ ...UNANSWERED, source: PEER, destination: '10.0.0.5', destinationPort: 1_000 + i },
    time: ATTACK + 500 + 1_000 * i,
  })),
];

function decisions(rows: readonly Row[]) {
  const config = defaultConfig();
  const inside = ['10.0.0.0/8'];
  const route = new Route({
    config,
    network: { ...network(...inside), internalPrefixes: inside.map((text) => parsePrefix(text)!) },
    models: null,
    trap: NO_TRAP,
    limits: { lateMs: 0, aheadMs: Number.POSITIVE_INFINITY },
  });
  const sorted = completeRows(rows).toSorted((a, b) => a.time - b.time);
  route.step({ kind: 'flows', batch: batchOf(sorted) });
  route.finish();
  const signs = route.evidence.filter(({ key }) => key === 'much-used-peer');
  expect(signs).toEqual([]);
  return route.decisions.filter(({ host }) => host === PEER);
}

it('a peer that was used for days before it attacked is alerted and never blocked', () => {
  const told = decisions([...use(START, 2), ...attack]);
  expect(told.map(({ action }) => action)).not.toContain('block');
  expect(told.at(-1)).toMatchObject({ action: 'alert', rule: 'guard:much-used-peer' });
  expect(told.at(-1)!.reason).toMatch(/of its hosts began \d\d connections to it/);
});

it('use that follows the attack spares nobody', () => {
  for (const rows of [attack, [...attack, ...use(ATTACK + HOUR, 2)], [...use(ATTACK - HOUR, 1), ...attack]]) {
    expect(decisions(rows).map(({ action }) => action)).toContain('block');
  }
});
