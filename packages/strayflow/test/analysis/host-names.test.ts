import { describe, expect, it } from 'vitest';
import { HostNames } from '../../src/analysis/host-names.js';
import { parsePrefix, prefixContains } from '../../src/model/address.js';
import { type FactRow, factBatch } from '../fact-rows.js';

const inside = parsePrefix('10.0.0.0/8')!;
const network = {
  isInternal: (bytes: Uint8Array, offset: number) => prefixContains(inside, bytes, offset),
  internalGiven: true,
};
const MAC = '02:00:00:00:00:07';

function namesOf(host: string, rows: readonly FactRow[]) {
  const names = new HostNames(network);
  names.add(factBatch(rows));
  return { found: names.of(new Set([host])).get(host) ?? [], dropped: names.dropped };
}

const asked = (name: string, time: number, address = '10.0.0.2'): FactRow => ({
  kind: 'tlsClient',
  time,
  address,
  peer: '192.0.2.9',
  name,
});

describe('names of hosts', () => {
  it('come from answers, server names and HTTP hosts, with source, last use and who used them', () => {
    const { found } = namesOf('192.0.2.9', [
      { kind: 'dnsAddress', time: 1, address: '10.0.0.2', name: 'WWW.Example.', value: '192.0.2.9' },
      { kind: 'httpRequest', time: 2, address: '10.0.0.3', peer: '192.0.2.9', name: 'old.example:8080' },
      asked('www.example', 3),
      asked('www.example', 4, '10.0.0.4'),
    ]);
    expect(found).toEqual([
      { name: 'www.example', source: 'tls', lastSeen: 4, uses: 2, usedBy: ['10.0.0.4', '10.0.0.2'] },
      { name: 'old.example', source: 'http', lastSeen: 2, uses: 1, usedBy: ['10.0.0.3'] },
      { name: 'www.example', source: 'dns', lastSeen: 1, uses: 1, usedBy: ['10.0.0.2'] },
    ]);
  });

  it('are what a host told DHCP before what DNS says, the last told first', () => {
    const { found } = namesOf('10.0.0.7', [
      ...Array.from({ length: 5 }, (_, i): FactRow => {
        return { kind: 'dnsAddress', time: i, address: '10.0.0.2', name: 'pc7.lan', value: '10.0.0.7' };
      }),
      { kind: 'dhcpRequest', time: 6, address: '10.0.0.7', mac: MAC, name: 'old-name' },
      { kind: 'dhcpRequest', time: 7, address: '10.0.0.7', mac: MAC, name: 'new-name' },
    ]);
    expect(found.map(({ name }) => name)).toEqual(['new-name', 'old-name', 'pc7.lan']);
  });

  it('are bound by a lease when the name was told before there was an address', () => {
    const { found } = namesOf('10.0.0.7', [
      { kind: 'dhcpRequest', time: 1, address: '0.0.0.0', mac: MAC, name: 'printer' },
      { kind: 'dhcpOffer', time: 2, address: '10.0.0.7', mac: MAC, name: 'lan' },
    ]);
    expect(found).toMatchObject([{ name: 'printer', source: 'dhcp', lastSeen: 2 }]);
  });

  it('are never addresses, nor empty', () => {
    const rows = ['192.0.2.9', '[2001:db8::1]', '2001:db8::1', '', '.', '-'].map((name, i) => asked(name, i));
    expect(namesOf('192.0.2.9', rows).found).toEqual([]);
  });

  it('are bounded in number and length, and what does not fit is counted', () => {
    const rows = Array.from({ length: 20 }, (_, i) => asked(`${'x'.repeat(400)}`.slice(0, 250 + i), i));
    const { found, dropped } = namesOf('192.0.2.9', [
      asked('often.example', 0),
      asked('often.example', 0),
      ...rows,
    ]);
    expect(found).toHaveLength(5);
    expect(found.slice(0, 2).map(({ name, uses }) => [name.length, uses])).toEqual([
      [253, 17],
      [13, 2],
    ]);
    expect(dropped).toBe(0);
    const many = namesOf(
      '192.0.2.9',
      Array.from({ length: 20 }, (_, i) => asked(`${i}.example`, i)),
    );
    expect(many.found).toHaveLength(8);
    expect(many.dropped).toBe(12);
    for (const { name } of found) expect(name.length).toBeLessThanOrEqual(253);
  });

  it('do not depend on how facts were cut into batches', () => {
    const rows = Array.from({ length: 30 }, (_, i) => asked(`${i % 11}.example`, i));
    const cut = new HostNames(network);
    for (const row of rows) cut.add(factBatch([row]));
    expect(cut.of(new Set(['192.0.2.9'])).get('192.0.2.9')).toEqual(namesOf('192.0.2.9', rows).found);
  });
});
