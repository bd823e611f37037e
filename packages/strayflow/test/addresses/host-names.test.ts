import { describe, expect, it } from 'vitest';
import { HostNames, type NamesState } from '../../src/addresses/host-names.js';
import { parsePrefix, prefixContains } from '../../src/model/address.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
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

  it('are at most 253 bytes, cut between characters', () => {
    for (const letter of ['x', 'é', '€', '😀']) {
      const [name] = namesOf('192.0.2.9', [asked(letter.repeat(400), 1)]).found;
      const bytes = Buffer.byteLength(name!.name);
      expect(bytes).toBeLessThanOrEqual(253);
      expect(bytes).toBeGreaterThan(249);
      expect(name!.name).toBe(letter.repeat(bytes / Buffer.byteLength(letter)));
    }
  });

  it('are few in a message: its own, then what the other side calls it, then the most used, each once', () => {
    const names = new HostNames(network);
    names.add(
      factBatch([
        ...Array.from({ length: 9 }, (_, i) => asked('often.example', i)),
        asked('seldom.example', 20, '10.0.0.3'),
        { kind: 'httpRequest', time: 21, address: '10.0.0.3', peer: '192.0.2.9', name: 'often.example' },
        asked('a.example', 22),
        asked('b.example', 22),
        { kind: 'dhcpRequest', time: 30, address: '10.0.0.3', mac: MAC, name: 'desk' },
        asked('desk.example', 31, '10.0.0.3'),
        { kind: 'dnsAddress', time: 32, address: '10.0.0.9', name: 'desk.lan', value: '10.0.0.3' },
      ]),
    );
    const of = (address: string, user: string | null) =>
      names.namesOf(address, user).map(({ name, source }) => `${name} ${source}`);
    expect(of('192.0.2.9', null)).toEqual(['often.example tls', 'desk.example tls', 'a.example tls']);
    expect(of('192.0.2.9', '10.0.0.3').slice(0, 2)).toEqual(['desk.example tls', 'often.example http']);
    expect(of('10.0.0.3', '10.0.0.9')).toEqual(['desk dhcp', 'desk.lan dns']);
    expect(of('10.0.0.3/32', null)).toEqual(of('10.0.0.3', null));
    for (const none of ['10.0.0.0/8', '192.0.2.8', 'sensor tap', '', '0.0.0.0/0', '::/0']) {
      expect(of(none, null)).toEqual([]);
    }
  });

  it('of an external IPv6 address are those of its /64, of an internal one its own', () => {
    const six = parsePrefix('2a00:1:2:3::/64')!;
    const own = { isInternal: (bytes: Uint8Array, at: number) => prefixContains(six, bytes, at) };
    const names = new HostNames(own);
    const answer = (name: string, value: string): FactRow => ({ kind: 'dnsAddress', time: 1, name, value });
    names.add(
      factBatch([
        answer('a.example', '2a00:9:9:9::1'),
        answer('b.example', '2a00:9:9:9::2'),
        answer('pc.example', '2a00:1:2:3::5'),
      ]),
    );
    const of = (address: string) => names.namesOf(address, null).map(({ name }) => name);
    for (const each of ['2a00:9:9:9::/64', '2a00:9:9:9::7'])
      expect(of(each)).toEqual(['a.example', 'b.example']);
    expect(of('2a00:1:2:3::5')).toEqual(['pc.example']);
    expect(of('2a00:1:2:3::6')).toEqual([]);
    expect(of('2a00:9:9:9::/48')).toEqual([]);
    expect([...names.of(new Set(['2a00:9:9:9::/64'])).values()][0]).toHaveLength(2);
  });

  it('stay bounded in a storm of forged ones: who was named last, and who goes on being named, stay', () => {
    const limits = { addresses: 64, macs: 4, names: 2, users: 2 };
    const names = new HostNames(network, limits);
    const forged = (i: number): FactRow => ({
      kind: 'dnsAddress',
      time: i,
      address: `10.1.${i >> 8}.${i & 255}`,
      name: `${i}.evil.example`,
      value: `198.51.${i >> 8}.${i & 255}`,
    });
    for (let i = 0; i < 3_000; i++) {
      const mac = `02:00:00:00:0${i >> 8}:${(i & 255).toString(16)}`;
      names.add(
        factBatch([
          forged(i),
          asked('www.example', i),
          { kind: 'dhcpRequest', time: i, address: '10.0.0.7', mac, name: `pc-${i}` },
        ]),
      );
    }
    expect(names.state.table.size).toBeLessThanOrEqual(limits.addresses);
    expect(names.state.byAddress.size).toBeLessThanOrEqual(limits.addresses);
    expect(names.state.byMac.size).toBe(limits.macs);
    expect(names.dropped).toBeGreaterThan(2_900);
    expect(names.namesOf('192.0.2.9', '10.0.0.2')).toEqual([{ name: 'www.example', source: 'tls' }]);
    expect(names.namesOf('198.51.11.183', null)).toEqual([{ name: '2999.evil.example', source: 'dns' }]);
    expect(names.namesOf('198.51.0.1', null)).toEqual([]);
    const [known] = names.of(new Set(['192.0.2.9'])).get('192.0.2.9')!;
    expect(known).toMatchObject({ uses: 3_000, usedBy: ['10.0.0.2'] });
  });

  it('go on from a snapshot as if nothing had been', () => {
    const limits = { addresses: 16, macs: 2, names: 2, users: 2 };
    const rows = Array.from({ length: 200 }, (_, i): FactRow => {
      return { ...asked(`${i % 7}.example`, i, `10.0.0.${1 + (i % 5)}`), peer: `192.0.2.${i % 40}` };
    });
    const whole = new HostNames(network, limits);
    whole.add(factBatch(rows));
    const first = new HostNames(network, limits);
    first.add(factBatch(rows.slice(0, 77)));
    const second = new HostNames(network, limits, restore<NamesState>(snapshot(first.state)));
    second.add(factBatch(rows.slice(77)));
    expect(second.state).toEqual(whole.state);
  });

  it('do not depend on how facts were cut into batches', () => {
    const rows = Array.from({ length: 30 }, (_, i) => asked(`${i % 11}.example`, i));
    const cut = new HostNames(network);
    for (const row of rows) cut.add(factBatch([row]));
    expect(cut.of(new Set(['192.0.2.9'])).get('192.0.2.9')).toEqual(namesOf('192.0.2.9', rows).found);
  });
});
