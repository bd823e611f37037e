import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { historyOfReport, historyOfState, lastDays } from '../../../src/evaluation/policy/history.js';
import type { Decision } from '../../../src/model/decision.js';
import { evidenceId } from '../../../src/model/evidence.js';
import { MUCH_USED_KEY } from '../../../src/model/guard-signs.js';
import { snapshot } from '../../../src/model/snapshot.js';
import { Ledger } from '../../../src/store/ledger/ledger.js';
import { LiveState } from '../../../src/store/live-state.js';
import { evidenceOf, NOW } from '../../risk/evidence-of.js';
import { scratchFolder } from '../../shell/scratch-folder.js';

const OPTIONS = { site: 'test', history: null, evidenceDays: 30 };
const SIGN = evidenceOf({ family: 'context', key: MUCH_USED_KEY, firstSeen: NOW - 1e9, surprise: 0 });
const DECISION: Decision = {
  site: 'test',
  host: '203.0.113.7',
  action: 'alert',
  simulated: true,
  approval: false,
  rule: 'alert-line',
  reason: 'as a test',
  risk: 0.6,
  time: NOW,
  expires: null,
  evidenceIds: [],
};

function watched(folder: string): LiveState {
  const state = new LiveState(folder, OPTIONS);
  const signs = new Map([[MUCH_USED_KEY, new Map([['test 203.0.113.7', SIGN]])]]);
  state.commit({
    positions: [],
    books: new Map(),
    snapshots: new Map([['route', snapshot({ signs })]]),
    settings: new Map([
      ['network', JSON.stringify({ prefixes: ['10.1.0.0/16'], inferred: true, statement: '' })],
    ]),
    told: [
      { kind: 'evidence', sequence: 1, evidence: evidenceOf(), risk: 0.6 },
      { kind: 'decision', sequence: 2, decision: DECISION },
    ],
    tick: null,
    line: NOW,
    hoursUntil: NOW,
    now: NOW,
  });
  return state;
}

const bytesOf = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]);

describe('the history of a watch', () => {
  it('is read while the watch has it open, and changes nothing', () => {
    const folder = scratchFolder();
    const state = watched(folder);
    const ledger = new Ledger(folder);
    ledger.except({ prefix: '198.51.100.0/24', reason: 'our scanner', expires: null }, 'a test', NOW);
    const before = bytesOf(folder);
    const history = historyOfState(folder);
    expect(bytesOf(folder)).toEqual(before);
    expect(history.tellings).toEqual([
      { time: SIGN.firstSeen, evidence: SIGN },
      { time: NOW, evidence: evidenceOf() },
    ]);
    expect(history.decisions).toEqual([DECISION]);
    expect(history.internal).toEqual(['10.1.0.0/16']);
    expect(history.exceptions).toEqual([{ prefix: '198.51.100.0/24', reason: 'our scanner' }]);
    ledger.close();
    state.close();
  });

  it('of its last days leaves out what was told and decided before, but no sign that the guards look at', () => {
    const folder = scratchFolder();
    watched(folder).close();
    const [sign, newest] = historyOfState(folder).tellings;
    const days = (count: number) => NOW - count * 86_400_000;
    const old = { time: days(3), evidence: evidenceOf({ lastSeen: days(3) }) };
    const history = {
      ...historyOfState(folder),
      tellings: [sign!, old, newest!],
      decisions: [{ ...DECISION, time: days(3) }, DECISION],
    };
    expect(lastDays(history, 2)).toMatchObject({
      tellings: [{ time: days(2), evidence: SIGN }, newest],
      decisions: [DECISION],
    });
    expect(lastDays(history, 365)).toEqual(history);
    expect(lastDays({ ...history, tellings: [] }, 1).tellings).toEqual([]);
  });

  it('is none where no watch was, and is not made by asking', () => {
    const folder = scratchFolder();
    expect(() => historyOfState(folder)).toThrow(expect.objectContaining({ code: 'input-not-found' }));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is refused where the file is no state of ours', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'state.db'), 'x'.repeat(5_000));
    expect(() => historyOfState(folder)).toThrow(expect.objectContaining({ code: 'state-unreadable' }));
    const other = scratchFolder();
    new Ledger(other).close();
    writeFileSync(join(other, 'state.db'), readFileSync(join(other, 'ledger.db')));
    expect(() => historyOfState(other)).toThrow(expect.objectContaining({ code: 'state-unreadable' }));
  });
});

describe('the history of a report', () => {
  const report = (more: object = {}) => {
    const folder = join(scratchFolder(), 'report');
    mkdirSync(folder);
    const iso = (time: number) => new Date(time).toISOString();
    const told = (input: string, family: 'port-scan' | 'flood') => {
      const each = evidenceOf({ family, lastSeen: NOW });
      return {
        ...each,
        id: evidenceId(each),
        window: { start: iso(each.window.start), end: iso(each.window.end) },
        firstSeen: iso(each.firstSeen),
        lastSeen: iso(each.lastSeen),
        records: [{ input, record: 7 }],
      };
    };
    const stored = {
      version: '1',
      lines: { alert: 0.5, block: 0.8 },
      riskNumbers: { behaviourCap: 0.7, learnedCap: 0.6, contextCap: 0.1, surpriseFloor: 2, halfLifeMs: 1 },
      inputs: [],
      hosts: [],
      evidence: [told('a', 'port-scan'), told('b', 'flood')],
      ...more,
    };
    writeFileSync(join(folder, 'evidence.json'), JSON.stringify(stored));
    return folder;
  };

  it('tells records of two inputs apart, and takes the network from the manifest', () => {
    const folder = report();
    expect(historyOfReport(folder).internal).toEqual([]);
    writeFileSync(
      join(folder, 'manifest.json'),
      JSON.stringify({ internal: { prefixes: ['10.9.0.0/16', 'no prefix'] } }),
    );
    const { tellings, internal, decisions, notes } = historyOfReport(folder);
    expect(tellings.map(({ time, evidence }) => [time, evidence.family, evidence.records])).toEqual([
      [NOW, 'port-scan', [{ input: 0, record: 7 }]],
      [NOW, 'flood', [{ input: 1, record: 7 }]],
    ]);
    expect(internal).toEqual(['10.9.0.0/16']);
    expect(decisions).toBeNull();
    expect(notes.join(' ')).toContain('these two guards are silent');
  });

  it('is refused where it cannot be read', () => {
    const folder = report();
    writeFileSync(join(folder, 'manifest.json'), '{');
    expect(() => historyOfReport(folder)).toThrow(expect.objectContaining({ code: 'input-unreadable' }));
    expect(() => historyOfReport(scratchFolder())).toThrow(
      expect.objectContaining({ code: 'input-unreadable' }),
    );
  });
});
