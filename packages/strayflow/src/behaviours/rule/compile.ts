/** Rules made ready for looking at rows: lists of ports, protocols and states as tables. */
import { parsePrefix, prefixContains } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import { type FactBatch, FactKind } from '../../model/fact-batch.js';
import { ConnectionState, closesFlow, type FlowBatch, isKnown, opensFlow } from '../../model/flow-batch.js';
import { isWithin } from '../../model/weekly-times.js';
import { PROTOCOL_NUMBERS, type Rule } from './options.js';

export interface CompiledRule {
  readonly rule: Rule;
  /** Row of flows: whether all that the rule names holds. Unknown values hold for nothing. */
  flow(batch: FlowBatch, row: number): boolean;
  fact(batch: FactBatch, row: number, name: string): boolean;
}

const KIND = {
  dns: FactKind.dnsQuery,
  tls: FactKind.tlsClient,
  http: FactKind.httpRequest,
  alert: FactKind.sensorAlert,
} as const;

type Place = (bytes: Uint8Array, offset: number) => boolean;

function placesOf(texts: readonly string[] | undefined, network: NetworkContext): Place | null {
  if (texts === undefined) return null;
  const tests = texts.map((text): Place => {
    if (text === 'internal') return (bytes, offset) => network.isInternal(bytes, offset);
    if (text === 'external') return (bytes, offset) => !network.isInternal(bytes, offset);
    const prefix = parsePrefix(text)!;
    return (bytes, offset) => prefixContains(prefix, bytes, offset);
  });
  return (bytes, offset) => tests.some((test) => test(bytes, offset));
}

function portTable(ports: Rule['match']['ports']): Uint8Array | null {
  if (ports === undefined) return null;
  const table = new Uint8Array(65_536);
  for (const each of ports) {
    const [low, high] = typeof each === 'number' ? [each, each] : each.split('-').map(Number);
    table.fill(1, low!, high! + 1);
  }
  return table;
}

function tableOf(size: number, values: readonly number[] | undefined): Uint8Array | null {
  if (values === undefined) return null;
  const table = new Uint8Array(size);
  for (const value of values) table[value] = 1;
  return table;
}

/** Whether a text is like a pattern in which * stands for any text: linear but for the number of stars. */
export function isLike(text: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().split('*');
  const lower = text.toLowerCase();
  if (parts.length === 1) return lower === parts[0];
  if (!lower.startsWith(parts[0]!)) return false;
  let at = parts[0]!.length;
  const last = parts.at(-1)!;
  for (const part of parts.slice(1, -1)) {
    const found = lower.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return lower.length - last.length >= at && lower.endsWith(last);
}

const within = (value: number, min = 0, max = Number.POSITIVE_INFINITY) => value >= min && value <= max;

function endTests(match: Rule['match']): readonly ((batch: FlowBatch, row: number) => boolean)[] {
  const tests: ((batch: FlowBatch, row: number) => boolean)[] = [];
  const { minBytes, maxBytes, minPackets, maxPackets, minDurationMs, maxDurationMs, states } = match;
  const stateTable = tableOf(
    16,
    states?.map((name) => ConnectionState[name]),
  );
  if (stateTable !== null)
    tests.push(({ validity, state }, row) => isKnown(validity.state, row) && stateTable[state[row]!] === 1);
  if (minBytes !== undefined || maxBytes !== undefined)
    tests.push(
      ({ validity, bytesSent, bytesReceived }, row) =>
        isKnown(validity.bytesSent, row) &&
        isKnown(validity.bytesReceived, row) &&
        within(bytesSent[row]! + bytesReceived[row]!, minBytes, maxBytes),
    );
  if (minPackets !== undefined || maxPackets !== undefined)
    tests.push(
      ({ validity, packetsSent, packetsReceived }, row) =>
        isKnown(validity.packetsSent, row) &&
        isKnown(validity.packetsReceived, row) &&
        within(packetsSent[row]! + packetsReceived[row]!, minPackets, maxPackets),
    );
  if (minDurationMs !== undefined || maxDurationMs !== undefined)
    tests.push(
      ({ validity, durationMs }, row) =>
        isKnown(validity.durationMs, row) && within(durationMs[row]!, minDurationMs, maxDurationMs),
    );
  return tests;
}

export function compile(rule: Rule, network: NetworkContext): CompiledRule {
  const { match } = rule;
  const source = placesOf(match.source, network);
  const destination = placesOf(match.destination, network);
  const ports = portTable(match.ports);
  const protocols = tableOf(
    256,
    match.protocols?.map((each) => (typeof each === 'number' ? each : PROTOCOL_NUMBERS[each]!)),
  );
  const services = match.services === undefined ? null : new Set(match.services);
  const atEnd = endTests(match);
  const expires = rule.expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(rule.expires);
  const kind = rule.on === 'flow' ? -1 : KIND[rule.on];
  const isTime = (time: number) =>
    time < expires && (match.times === undefined || isWithin(match.times, time));
  return {
    rule,
    flow(batch, row) {
      const { validity } = batch;
      if (ports !== null) {
        if (ports[batch.destinationPort[row]!] === 0 || !isKnown(validity.destinationPort, row)) return false;
      }
      if (protocols !== null) {
        if (protocols[batch.protocol[row]!] === 0 || !isKnown(validity.protocol, row)) return false;
      }
      // How a flow ended is known at its last record; all else at its first.
      const record = batch.record[row]!;
      if (atEnd.length === 0 ? !opensFlow(record) : !closesFlow(record)) return false;
      if (services !== null) {
        const column = batch.service;
        if (column === null || !services.has(column.dictionary[column.codes[row]!]!)) return false;
      }
      if (source !== null && !source(batch.source, 16 * row)) return false;
      if (destination !== null && !destination(batch.destination, 16 * row)) return false;
      return atEnd.every((test) => test(batch, row)) && isTime(batch.time[row]!);
    },
    fact(batch, row, name) {
      if (batch.kind[row] !== kind) return false;
      if (source !== null && !source(batch.address, 16 * row)) return false;
      if (destination !== null && !destination(batch.peer, 16 * row)) return false;
      if (match.names !== undefined && !match.names.some((each) => isLike(name, each))) return false;
      return isTime(batch.time[row]!);
    },
  };
}
