/** All that is known of one record, with ways on from each value. */
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { FlowRow } from '../../api/contract/flows.js';
import '../../parts/facts.css';
import { count, duration } from '../../words/numbers.js';
import { protocolName } from '../../words/protocols.js';
import { utc } from '../../words/times.js';
import { flowsAddress, hostAddress } from '../addresses.js';
import { TermButtons } from './term-buttons.js';
import { recordTerm, textTerm } from './terms.js';

interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** What the buttons are about. */
  readonly of?: string;
  readonly term?: string | null;
}

const UNKNOWN = 'not known';
const text = (value: string | null) => (value === null || value === '' ? UNKNOWN : value);
const number = (value: number | null) => (value === null ? UNKNOWN : count(value));
const MS = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });
const lengthWords = (ms: number) =>
  ms < 1_000 ? `${MS.format(ms)} ms` : `${duration(ms)} (${MS.format(ms)} ms)`;
const port = (field: string, value: number | null) => (value === null ? null : `${field}:${value}`);

function end(side: 'Source' | 'Destination', { source, destination, site }: FlowRow): Fact {
  const address = side === 'Source' ? source : destination;
  return {
    name: side,
    value: (
      <Link href={hostAddress(address, site)} className="mono">
        {address}
      </Link>
    ),
    of: address,
    term: `${side === 'Source' ? 'src' : 'dst'}:${address}`,
  };
}

function factsOf(row: FlowRow): readonly Fact[] {
  const { protocol, service, state, uid, identity, vlan, durationMs } = row;
  return [
    { name: 'Time (UTC)', value: new Date(row.time).toISOString().replace('T', ' ').replace('Z', '') },
    {
      name: 'Lasted',
      value: durationMs === null ? UNKNOWN : lengthWords(durationMs),
    },
    end('Source', row),
    { name: 'Source port', value: row.sourcePort ?? UNKNOWN, term: port('sport', row.sourcePort) },
    end('Destination', row),
    {
      name: 'Destination port',
      value: row.destinationPort ?? UNKNOWN,
      term: port('dport', row.destinationPort),
    },
    { name: 'Protocol', value: text(protocolName(protocol)), term: port('proto', protocol) },
    { name: 'Service', value: text(service), term: textTerm('service', service) },
    { name: 'State', value: text(state), term: textTerm('state', state) },
    { name: 'Bytes sent', value: number(row.bytesSent) },
    { name: 'Bytes received', value: number(row.bytesReceived) },
    { name: 'Packets sent', value: number(row.packetsSent) },
    { name: 'Packets received', value: number(row.packetsReceived) },
    { name: 'User', value: text(identity), term: textTerm('user', identity) },
    { name: 'VLAN', value: vlan ?? UNKNOWN, term: port('vlan', vlan) },
    {
      name: 'Name in its log',
      value: uid === null ? UNKNOWN : <span className="mono">{uid}</span>,
      term: textTerm('uid', uid),
    },
    { name: 'Told by', value: text(row.exporter), term: textTerm('exporter', row.exporter) },
    { name: 'Hardware address', value: text(row.mac), term: textTerm('mac', row.mac) },
    { name: 'Site', value: row.site },
    { name: 'Input, record', value: `${row.input}, ${count(row.record)}`, term: recordTerm(row) },
  ];
}

const AROUND_MS = 300_000;

interface RowDetailsProps {
  readonly row: FlowRow;
  readonly query: string;
  search(query: string): void;
}

export function RowDetails({ row, query, search }: RowDetailsProps) {
  const { source, destination, time } = row;
  const around = { from: Math.max(0, Math.floor(time) - AROUND_MS), to: Math.floor(time) + AROUND_MS };
  return (
    <div className="flow-details">
      <dl className="facts">
        {factsOf(row).map(({ name, value, of, term = null }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={value === UNKNOWN ? 'muted' : ''}>
              {value}
              <TermButtons
                term={term}
                of={`${name} ${of ?? (typeof value === 'string' || typeof value === 'number' ? value : '')}`.trim()}
                query={query}
                search={search}
              />
            </dd>
          </div>
        ))}
      </dl>
      <p className="flow-ways">
        <Link href={flowsAddress(`host:${source} host:${destination}`)}>All flows between both</Link>
        <Link href={flowsAddress(`host:${source}`, around)}>
          What {source} did within 5 minutes of {utc(time).slice(11, 16)}
        </Link>
      </p>
    </div>
  );
}
