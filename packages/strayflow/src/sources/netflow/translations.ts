/** Facts of address translation: of NAT events (RFC 8158), and of records with addresses from behind the translation. */
import { ADDRESS_BYTES } from '../../model/address.js';
import { FactKind } from '../../model/fact-batch.js';
import type { ExportOutput } from '../exports/export-output.js';
import type { OneWayRecord } from '../record/one-way.js';
import { addressOf, FirewallEvent, firewallEvent } from './flow-record.js';
import { AddressField, Field } from './information-elements.js';
import type { RecordValues } from './record-values.js';

/** NAT events (IANA "natEvent"): sessions, bindings, address bindings and blocks of ports, made and ended. */
const CREATED: ReadonlySet<number> = new Set([1, 4, 6, 8, 10, 14, 16]);
const DELETED: ReadonlySet<number> = new Set([2, 5, 7, 9, 11, 15, 17]);

const post = new Uint8Array(ADDRESS_BYTES);

/** Tells what the record says of translation; false when it says nothing. `time` is Unix ms. */
export function tellTranslation(
  values: RecordValues,
  record: OneWayRecord,
  output: ExportOutput,
  time: number,
): boolean {
  const { numbers } = values;
  const source = { address: record.source, port: portOf(numbers[Field.sourcePort]!) };
  const destination = { address: record.destination, port: portOf(numbers[Field.destinationPort]!) };
  let told = false;
  if (addressOf(values, AddressField.postSource4, AddressField.postSource6, post)) {
    const outside = { address: post, port: portOf(numbers[Field.postSourcePort]!) };
    if (differs(outside, source)) told = tell(values, output, time, source, outside);
  }
  if (addressOf(values, AddressField.postDestination4, AddressField.postDestination6, post)) {
    const inside = { address: post, port: portOf(numbers[Field.postDestinationPort]!) };
    if (differs(inside, destination)) told = tell(values, output, time, inside, destination);
  }
  return told;
}

interface Endpoint {
  readonly address: Uint8Array;
  readonly port: number;
}

function portOf(number: number): number {
  return number <= 65_535 ? number : 0;
}

/** Zeros stand for "not translated". */
function differs(translated: Endpoint, original: Endpoint): boolean {
  const { address } = translated;
  if ((address[12]! | address[13]! | address[14]! | address[15]!) === 0) return false;
  if (translated.port !== 0 && translated.port !== original.port) return true;
  return address.some((byte, i) => byte !== original.address[i]);
}

function tell(
  values: RecordValues,
  output: ExportOutput,
  time: number,
  inside: Endpoint,
  outside: Endpoint,
): boolean {
  const row = output.fact(FactKind.addressTranslation, time);
  const { facts } = output;
  facts.address.set(inside.address, row * ADDRESS_BYTES);
  facts.peer.set(outside.address, row * ADDRESS_BYTES);
  facts.peerPort[row] = outside.port;
  facts.number[row] = inside.port;
  output.factText('text', row, whatBecame(values));
  return true;
}

function whatBecame(values: RecordValues): string {
  const event = values.numbers[Field.natEvent]!;
  const firewall = firewallEvent(values);
  if (CREATED.has(event) || firewall === FirewallEvent.created) return 'create';
  return DELETED.has(event) || firewall === FirewallEvent.deleted ? 'delete' : '';
}
