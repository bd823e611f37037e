/** NetFlow v5, v9 and IPFIX as a decoder of datagrams. */
import type { DatagramDecoder, DatagramProtocol, ExportDatagram } from '../exports/datagram-decoder.js';
import type { ExportOptions } from '../exports/export-options.js';
import type { ExportOutput } from '../exports/export-output.js';
import { type Domain, Domains, type DomainsState } from './domain.js';
import { FlowReader, type FlowReaderState } from './flow-reader.js';
import { isWholeMessage, Version, versionAt } from './headers.js';
import type { HeldSetsState } from './held-sets.js';
import { MessageSets } from './message-sets.js';
import { decodeV5 } from './netflow-v5.js';
import { RecordValues } from './record-values.js';

/** Names of interfaces that one note lists. */
const LISTED_INTERFACES = 24;

interface NetflowState {
  readonly domains: DomainsState;
  readonly flows: FlowReaderState;
  readonly held: HeldSetsState;
}

class NetflowDecoder implements DatagramDecoder {
  private readonly output: ExportOutput;
  private readonly values = new RecordValues();
  private readonly domains: Domains;
  private readonly flows: FlowReader;
  private readonly sets: MessageSets;

  constructor(output: ExportOutput, options: ExportOptions, state?: NetflowState) {
    this.output = output;
    this.domains = new Domains(state?.domains);
    this.flows = new FlowReader(output, options, state?.flows);
    this.sets = new MessageSets(this.values, this.domains, this.flows, output, options, state?.held);
  }

  get state(): NetflowState {
    return { domains: this.domains.state, flows: this.flows.state, held: this.sets.heldState };
  }

  get losses(): number {
    let { lost } = this.domains.state;
    for (const domain of this.domains.state.domains.values()) lost += missingOf(domain);
    return lost;
  }

  decode(datagram: ExportDatagram): void {
    const version = versionAt(datagram.bytes, datagram.from, datagram.to);
    if (version === Version.v5) decodeV5(datagram, this.values, this.domains, this.flows, this.output);
    else if (version === Version.v9) this.sets.decodeV9(datagram);
    else this.sets.decodeIpfix(datagram);
  }

  forget(exporter: number): void {
    this.domains.forget(exporter);
  }

  end(): void {
    this.sets.end();
    this.flows.end();
    for (const domain of this.domains.state.domains.values()) {
      this.noteLosses(domain);
      this.noteInterfaces(domain);
    }
  }

  private noteLosses(domain: Domain): void {
    const missing = missingOf(domain);
    if (missing === 0) return;
    let received = 0;
    for (const stream of domain.streams.values()) received += stream.received;
    const what = domain.version === Version.v9 ? 'datagrams' : 'records';
    this.output.note(
      `${nameOf(domain)}: ${missing} of ${missing + received} ${what} never arrived, by its sequence numbers.`,
    );
  }

  private noteInterfaces(domain: Domain): void {
    const { interfaces } = domain;
    if (interfaces.size === 0) return;
    const names = [...interfaces].sort(([one], [other]) => one - other);
    const listed = names.slice(0, LISTED_INTERFACES).map(([index, name]) => `${index} ${name}`);
    const more = names.length > listed.length ? ` and ${names.length - listed.length} more` : '';
    this.output.note(`${nameOf(domain)} names its interfaces: ${listed.join(', ')}${more}.`);
  }
}

function missingOf({ streams }: Domain): number {
  let missing = 0;
  for (const stream of streams.values()) missing += stream.missing;
  return missing;
}

function nameOf({ name, id }: Domain): string {
  const exporter = name === '' ? 'The exporter' : name;
  return id === 0 ? exporter : `${exporter} (domain ${id})`;
}

export const netflowProtocol: DatagramProtocol = {
  name: 'netflow',
  recognises: (bytes, from, to) => versionAt(bytes, from, to) !== 0,
  isWhole: isWholeMessage,
  open: (output, options, state) => new NetflowDecoder(output, options, state as NetflowState | undefined),
};
