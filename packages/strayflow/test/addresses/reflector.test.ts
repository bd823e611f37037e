import { describe, expect, it } from 'vitest';
import { reflector } from '../../src/addresses/reflector.js';
import { REFLECTOR_KEY } from '../../src/model/guard-signs.js';
import { drive } from '../behaviours/drive.js';
import { type FlowRow, START, UNANSWERED } from '../flow-rows.js';

type Row = Partial<FlowRow>;
const SERVER = '198.51.7.53';

/** Answers of a DNS server to requests that were forged in an own address's name. */
const answers = (count: number, more: Row = {}): Row[] =>
  Array.from({ length: count }, (_, i) => ({
    ...UNANSWERED,
    ...{ source: SERVER, sourcePort: 53, destination: '10.0.0.5', destinationPort: 40_000 + i, protocol: 17 },
    ...{ time: START + 1_000 * i, bytesSent: 3_000 },
    ...more,
  }));
const told = (rows: readonly Row[], cuts: readonly number[] = []) => drive(reflector, rows, { cuts });

describe('a reflector', () => {
  it('is an outside host that only sends answers which nobody asked for', () => {
    const evidence = told(answers(50));
    expect(evidence).toHaveLength(1);
    expect(evidence[0]).toMatchObject({ host: SERVER, family: 'context', key: REFLECTOR_KEY, role: 'actor' });
    expect(told(answers(50, { source: '2a00:1450:1:2::53' }))[0]?.host).toBe('2a00:1450:1:2::/64');
  });

  it('is also one that answers SYNs that were forged', () => {
    const synAcks = answers(50).map((row, i) => ({
      ...{
        source: '10.0.0.5',
        destination: SERVER,
        sourcePort: 1_024 + i,
        destinationPort: 443,
        protocol: 6,
      },
      ...{ time: row.time!, state: 'SHR' as const, bytesSent: 0, packetsSent: 0, packetsReceived: 1 },
    }));
    expect(told(synAcks).map(({ host }) => host)).toEqual([SERVER]);
  });

  it('is none that was asked, that sends little, or that is an own host', () => {
    expect(told(answers(50, { state: 'SF' }))).toEqual([]);
    expect(told(answers(19))).toEqual([]);
    expect(told(answers(50, { source: '10.0.0.53', destination: '198.51.7.1' }))).toEqual([]);
  });

  it('is none that attacks besides, whatever source port it sends from', () => {
    const scan = answers(30, { protocol: 6, sourcePort: 50_000 }).map((row, i) => ({
      ...row,
      destinationPort: 1 + i,
    }));
    expect(told([...answers(60), ...scan])).toEqual([]);
  });

  it('is told alike however the input is cut', () => {
    const rows = answers(100);
    for (const cuts of [[1, 2, 3], [19, 20, 21], rows.map((_, i) => i)])
      expect(told(rows, cuts)).toEqual(told(rows));
  });
});
