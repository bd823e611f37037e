/** What is read inside the packets of a capture, ours against tshark's dissectors. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { type FactRow, readCapture } from './capture-reading.js';

const SEPARATOR = '|';
const AGGREGATOR = ';';

/** One line per frame that the filter takes, one list of values per field. */
function fields(file: string, filter: string, names: readonly string[]): string[][][] {
  // Without it segments that come late are not dissected.
  const form = [
    '-o',
    'tcp.reassemble_out_of_order:TRUE',
    '-T',
    'fields',
    '-E',
    'occurrence=a',
    '-E',
    `aggregator=${AGGREGATOR}`,
  ];
  form.push('-E', `separator=${SEPARATOR}`, ...names.flatMap((name) => ['-e', name]));
  const run = spawnSync('tshark', ['-n', '-r', file, '-Y', filter, ...form], {
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    timeout: 120_000,
  });
  if (run.error !== undefined) {
    throw new Error('this test needs tshark: apt-get install tshark', { cause: run.error });
  }
  expect(run.status, run.stderr).toBe(0);
  return run.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(SEPARATOR).map((cell) => (cell === '' ? [] : cell.split(AGGREGATOR))));
}

/** How often each line is said: what is missing and what is too much shows in the difference. */
function tally(lines: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names of which both write every byte as it is. */
function isPlain(name: string): boolean {
  return /^[A-Za-z0-9_.-]+$/.test(name);
}

type Lines = (facts: readonly FactRow[], file: string) => { ours: string[]; theirs: string[] };

const kinds = (facts: readonly FactRow[], ...wanted: string[]) =>
  facts.filter((fact) => wanted.includes(fact.kind));

const NO_ERRORS = '!icmp && !icmpv6.type && !_ws.malformed';

const COMPARED: Readonly<Record<string, Lines>> = {
  'DNS names': (facts, file) => ({
    ours: kinds(facts, 'dnsQuery', 'dnsAnswer')
      .filter(({ name }) => isPlain(name))
      .map(({ frame, kind, name }) => `${frame} ${kind} ${name}`),
    theirs: fields(file, `(dns || mdns || llmnr) && !nbns && ${NO_ERRORS}`, [
      'frame.number',
      'dns.flags.response',
      'dns.qry.name',
      'dns.resp.name',
    ]).flatMap(([frame, response, asked, answered]) => {
      const isResponse = response?.[0] === '1';
      const names = isResponse ? [asked?.[0] ?? answered?.[0] ?? ''] : (asked ?? []);
      return names.filter(isPlain).map((name) => `${frame} ${isResponse ? 'dnsAnswer' : 'dnsQuery'} ${name}`);
    }),
  }),
  // Of messages without records of other sections: tshark does not tell sections apart.
  'DNS addresses': (facts, file) => {
    const frames = fields(file, `dns.count.auth_rr == 0 && dns.count.add_rr == 0 && ${NO_ERRORS}`, [
      'frame.number',
      'dns.a',
      'dns.aaaa',
    ]);
    const compared = new Set(frames.map(([frame]) => Number(frame?.[0])));
    return {
      ours: kinds(facts, 'dnsAddress')
        .filter(({ frame }) => compared.has(frame))
        .map(({ frame, value }) => `${frame} ${value}`),
      theirs: frames.flatMap(([frame, a, aaaa]) =>
        [...(a ?? []), ...(aaaa ?? [])].map((value) => `${frame} ${value}`),
      ),
    };
  },
  'server names of TLS': (facts, file) => ({
    ours: kinds(facts, 'tlsClient').map(({ frame, name }) => `${frame} ${name}`),
    theirs: fields(file, 'tls.handshake.type == 1 && tcp && !_ws.malformed', [
      'frame.number',
      'tls.handshake.extensions_server_name',
    ]).map(([frame, name]) => `${frame} ${name?.[0] ?? ''}`),
  }),
  'JA3S of TLS': (facts, file) => ({
    ours: kinds(facts, 'tlsServer').map(({ frame, value }) => `${frame} ${value}`),
    theirs: fields(file, 'tls.handshake.ja3s && tcp', ['frame.number', 'tls.handshake.ja3s']).map(
      ([frame, value]) => `${frame} ${value?.[0]}`,
    ),
  }),
  certificates: (facts, file) => ({
    ours: kinds(facts, 'tlsCertificate').map(({ frame, value }) => `${frame} ${value}`),
    theirs: fields(file, 'tls.handshake.certificate && tcp', [
      'frame.number',
      'tls.handshake.certificate',
    ]).map(([frame, chain]) => {
      const bytes = Buffer.from((chain?.[0] ?? '').replaceAll(':', ''), 'hex');
      return `${frame} ${createHash('sha256').update(bytes).digest('hex')}`;
    }),
  }),
  'requests of HTTP': (facts, file) => ({
    ours: kinds(facts, 'httpRequest').map(
      ({ text, name, value }) => `${text.split(' ')[0]} ${name} ${value.replace(/…$/, '')}`,
    ),
    theirs: fields(file, 'http.request.method && tcp', [
      'http.request.method',
      'http.host',
      'http.request.uri',
    ]).flatMap(([methods, hosts, targets]) =>
      (methods ?? []).map((method, index) => `${method} ${hosts?.[index] ?? ''} ${targets?.[index] ?? ''}`),
    ),
  }),
  'messages of DHCP': (facts, file) => ({
    ours: kinds(facts, 'dhcpRequest', 'dhcpOffer')
      .filter(({ peerPort }) => peerPort < 100)
      .map(({ frame, mac, kind, value }) => `${frame} ${mac} ${kind === 'dhcpRequest' ? value : ''}`.trim()),
    theirs: fields(file, 'dhcp.option.dhcp && !_ws.malformed', [
      'frame.number',
      'dhcp.hw.mac_addr',
      'dhcp.option.request_list_item',
    ]).map(([frame, mac, list]) => `${frame} ${mac?.[0]} ${(list ?? []).join()}`.trim()),
  }),
  'bindings of ARP': (facts, file) => ({
    ours: kinds(facts, 'arpBinding').map(({ frame, address, mac }) => `${frame} ${address} ${mac}`),
    theirs: fields(file, 'arp.opcode <= 2 && arp.src.proto_ipv4 != 0.0.0.0', [
      'frame.number',
      'arp.src.proto_ipv4',
      'arp.src.hw_mac',
    ]).map(([frame, address, mac]) => `${frame} ${address?.[0]} ${mac?.[0]}`),
  }),
  'bindings of neighbours': (facts, file) => ({
    ours: kinds(facts, 'neighbourBinding').map(({ frame, mac }) => `${frame} ${mac}`),
    theirs: fields(
      file,
      'icmpv6.type >= 134 && icmpv6.type <= 136 && icmpv6.opt.linkaddr && ipv6.hlim == 255 && !_ws.malformed',
      ['frame.number', 'icmpv6.opt.linkaddr'],
    ).map(([frame, mac]) => `${frame} ${mac?.[0]}`),
  }),
};

/** Throws where they differ; how many of what were compared. */
export function expectSameFacts(
  file: string,
  capture: Uint8Array = readFileSync(file),
): Record<string, number> {
  const { facts } = readCapture(capture);
  const compared: Record<string, number> = {};
  for (const [what, lines] of Object.entries(COMPARED)) {
    const { ours, theirs } = lines(facts, file);
    expect({ [what]: tally(ours) }).toEqual({ [what]: tally(theirs) });
    if (theirs.length > 0) compared[what] = theirs.length;
  }
  return compared;
}
