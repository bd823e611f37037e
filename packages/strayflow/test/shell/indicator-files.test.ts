import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/shell/config-file.js';
import { describeList, openIndicators, readIndicators } from '../../src/shell/indicator-files.js';
import { cellsOf } from '../../src/shell/indicators/misp.js';
import { valuesOf } from '../../src/shell/indicators/stix.js';
import { scratchFolder } from './scratch-folder.js';

const SINCE = '2025-01-02T00:00:00.000Z';

function read(text: string, more: object = {}) {
  const file = join(scratchFolder(), 'list.txt');
  writeFileSync(file, text);
  utimesSync(file, new Date(SINCE), new Date(SINCE));
  return readIndicators({ file, confidence: 'medium', context: false, ...more });
}

const values = (text: string, more: object = {}) => read(text, more).entries.map(({ value }) => value);

describe('plain lists', () => {
  it('may say what addresses are, and not that they are bad', () => {
    expect(read('203.0.113.66\n', { context: true }).entries[0]!.context).toBe(true);
    expect(read('203.0.113.66\n').entries[0]).not.toHaveProperty('context');
  });

  it('hold addresses, prefixes, domains and fingerprints, with the date of the file as their age', () => {
    const { entries, refused } = read(
      '\uFEFF# head\n203.0.113.7 ; C2\n198.51.100.0/24\n*.evil[.]example\n2001:db8::1\nAB:'.concat(
        'ab:'.repeat(18),
        'ab\n\n0.0.0.0 ads.example\n',
      ),
    );
    expect(refused.size).toBe(0);
    expect(entries.map(({ kind, value }) => [kind, value])).toEqual([
      ['address', '203.0.113.7'],
      ['address', '198.51.100.0/24'],
      ['domain', 'evil.example'],
      ['address', '2001:db8::1'],
      ['fingerprint', 'ab'.repeat(20)],
      ['domain', 'ads.example'],
    ]);
    expect(entries[0]).toMatchObject({ source: 'list.txt', added: SINCE, confidence: 'medium' });
  });

  it('count what cannot be used, by reason and first line', () => {
    const list = read('203.0.113.7\n10.0.0.1\n192.168.1.0/24\n8.0.0.0/8\ncom\n999.1.1.1\n');
    expect(list.entries).toHaveLength(1);
    expect(Object.fromEntries(list.refused)).toEqual({
      'an address that is not public': { count: 2, firstLine: 2 },
      'a prefix that is too wide': { count: 1, firstLine: 4 },
      'a single label is no domain': { count: 1, firstLine: 5 },
      'not an address, domain or fingerprint': { count: 1, firstLine: 6 },
    });
    expect(describeList(list)).toContain('2 an address that is not public (first in 2)');
  });

  it('of which nothing can be used name file and line', () => {
    expect(() => read('10.0.0.1\n')).toThrow(/list\.txt:1: an address that is not public/);
    expect(() => openIndicators([{ file: '/no/such/list', confidence: 'low', context: false }])).toThrow(
      /cannot read the list/,
    );
    expect(values('')).toEqual([]);
  });
});

describe('MISP CSV exports', () => {
  const HEAD = 'uuid,event_id,category,type,value,comment,to_ids,date\n';
  it('are known by their head, and give addresses, names and fingerprints meant for detection', () => {
    const { format, entries, refused } = read(
      `${HEAD}"1",1,"Network activity","ip-dst|port","203.0.113.7|443","say ""hi"", ok",1,1735776000\r\n` +
        `2,1,x,domain,evil.example,,1,\n3,1,x,sha256,${'ab'.repeat(32)},,1,0\n4,1,x,ip-dst,203.0.113.8,,0,0\n5,"open\n`,
    );
    expect(format).toBe('misp');
    expect(entries.map(({ value, added }) => [value, added])).toEqual([
      ['203.0.113.7', SINCE],
      ['evil.example', SINCE],
    ]);
    expect([...refused.keys()].sort()).toEqual([
      'a kind that is not looked for',
      'a row that is not CSV',
      'not for detection',
    ]);
    expect(() => read('a,b\n', { format: 'misp' })).toThrow(/list\.txt:1: expected columns/);
  });

  it('keep every cell of a row', () => {
    const cell = fc.string({ maxLength: 8 }).map((text) => text.replace(/[\r\n]/g, ''));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), (cells) => {
        expect(cellsOf(cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))).toEqual(cells);
      }),
      { seed: 1 },
    );
  });
});

describe('STIX 2 bundles', () => {
  const object = (pattern: string, more: object = {}) => ({
    type: 'indicator',
    pattern,
    pattern_type: 'stix',
    valid_from: SINCE,
    ...more,
  });
  it('give what their patterns name, with validity and confidence', () => {
    const objects = [
      object("[ipv4-addr:value = '203.0.113.7']", { confidence: 85, valid_until: '2025-06-01T00:00:00Z' }),
      object("[domain-name:value = 'evil.example' OR domain-name:value = 'bad.example']"),
      object("[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']"),
      object("[domain-name:value = 'a.example' AND ipv4-addr:value = '203.0.113.1']"),
      object("[domain-name:value = 'gone.example']", { revoked: true }),
      { type: 'malware', name: 'x' },
    ];
    const { entries, refused } = read(JSON.stringify({ type: 'bundle', id: 'bundle--1', objects }));
    expect(entries).toEqual([
      {
        kind: 'address',
        value: '203.0.113.7',
        source: 'list.txt',
        added: SINCE,
        expires: '2025-06-01T00:00:00Z',
        confidence: 'high',
      },
      { kind: 'domain', value: 'evil.example', source: 'list.txt', added: SINCE, confidence: 'medium' },
      { kind: 'domain', value: 'bad.example', source: 'list.txt', added: SINCE, confidence: 'medium' },
    ]);
    expect(refused.get('a pattern that is not understood')).toEqual({ count: 2, firstLine: 3 });
    expect(refused.get('revoked')?.count).toBe(1);
    expect(() => read('{"type": "other"}')).toThrow(/not a STIX 2 bundle/);
  });

  it('with patterns that ask for more are not understood in part', () => {
    expect(
      valuesOf("[domain-name:value = 'a.example'] FOLLOWEDBY [domain-name:value = 'b.example']"),
    ).toBeNull();
    expect(valuesOf("[domain-name:value LIKE '%.example']")).toBeNull();
    expect(
      valuesOf("[x509-certificate:hashes.'SHA-256' = 'ab'] OR [ipv6-addr:value = '2001:db8::1']"),
    ).toEqual([
      { kind: 'fingerprint', value: 'ab' },
      { kind: 'address', value: '2001:db8::1' },
    ]);
  });
});

it('of a configuration reach the options of the behaviour', () => {
  const folder = scratchFolder();
  const list = join(folder, 'bad.txt');
  const file = join(folder, 'strayflow.yaml');
  writeFileSync(list, '203.0.113.7\n');
  writeFileSync(
    file,
    `indicators:\n  - { file: ${JSON.stringify(list)}, confidence: high, added: 2025-01-01 }\n`,
  );
  expect(readConfig(file).behaviours).toHaveProperty('indicator.entries.0', {
    ...{ kind: 'address', value: '203.0.113.7', source: 'bad.txt', added: '2025-01-01', confidence: 'high' },
  });
});
