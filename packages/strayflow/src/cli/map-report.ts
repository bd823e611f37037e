/** What `strayflow map` shows: the proposed columns and ten flows, as text. */

import type { SampledFlow, TableSample } from '../shell/table-sample.js';
import type { TableProposal } from '../sources/table-proposal.js';
import { printable } from './printable.js';
import { formatTable } from './text-table.js';

const LONGEST_CELL = 48;

const shown = (value: string | number | null) => {
  const text = printable(String(value ?? '').replaceAll('\n', ' '));
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
};

function endpoint(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

function flowCells(flow: SampledFlow): string[] {
  return [
    flow.time,
    endpoint(flow.source, flow.sourcePort),
    endpoint(flow.destination, flow.destinationPort),
    shown(flow.protocol),
    shown(flow.durationMs),
    shown(flow.bytesSent),
    shown(flow.bytesReceived),
    shown(flow.packetsSent),
    shown(flow.packetsReceived),
    shown(flow.state),
  ];
}

export function describeProposal(proposal: TableProposal): string {
  const rows = proposal.proposed.map(({ field, column, confidence, why, example }) => [
    field,
    shown(column),
    `${Math.round(100 * confidence)} %`,
    shown(example),
    printable(why),
  ]);
  return formatTable(['field', 'column', 'sure', 'example', 'because'], rows);
}

export function describeSample(sample: TableSample): string {
  const header = [
    'start',
    'source',
    'destination',
    'proto',
    'ms',
    'sent B',
    'recv B',
    'sent p',
    'recv p',
    'state',
  ];
  const flows = formatTable(header, sample.flows.map(flowCells));
  const part = sample.isPart ? ' of the first part of the input' : '';
  const rejects = Object.entries(sample.rejected).map(([reason, count]) => `${count} ${reason}`);
  const lines = [
    flows,
    '',
    `${sample.read} records read${part}, ${sample.parsed} flows${rejects.length === 0 ? '' : `; rejected: ${rejects.join(', ')}`}`,
    ...sample.examples.slice(0, 5).map((example) => `  ${printable(example)}`),
    ...sample.notes.map((note) => `  ${printable(note)}`),
  ];
  return lines.join('\n');
}
