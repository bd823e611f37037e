/** The sets of one message of NetFlow v9 (RFC 3954 section 5) or IPFIX (RFC 7011 section 3): templates, options, records. */
import type { SharedLayout } from '../../model/source.js';
import type { ExportDatagram } from '../exports/datagram-decoder.js';
import type { ExportOutput } from '../exports/export-output.js';
import type { Domains } from './domain.js';
import { isFilling, isZero } from './filling.js';
import type { FlowReader } from './flow-reader.js';
import { FIRST_DATA_SET, IPFIX_HEADER_BYTES, SET_HEADER_BYTES, V9_HEADER_BYTES, Version } from './headers.js';
import { type HeldSet, HeldSets, type HeldSetsState } from './held-sets.js';
import { type Message, message } from './message.js';
import { type RecordValues, unsigned16, unsigned32 } from './record-values.js';
import { follow } from './sequence.js';
import { fittingLayouts, layoutKey } from './shared-templates.js';
import { readRecord, type Template } from './template.js';
import { readTemplates } from './template-sets.js';

const V9_TEMPLATES = 0;
const V9_OPTIONS_TEMPLATES = 1;
const IPFIX_TEMPLATES = 2;
const IPFIX_OPTIONS_TEMPLATES = 3;
const NAMED_INPUTS = 3;

export class MessageSets {
  private readonly values: RecordValues;
  private readonly domains: Domains;
  private readonly flows: FlowReader;
  private readonly output: ExportOutput;
  private readonly held: HeldSets;
  private readonly templateLifetimeMs: number;

  constructor(
    values: RecordValues,
    domains: Domains,
    flows: FlowReader,
    output: ExportOutput,
    limits: { readonly heldBytes: number; readonly templateLifetimeMs: number },
    held?: HeldSetsState,
  ) {
    this.values = values;
    this.domains = domains;
    this.flows = flows;
    this.output = output;
    this.templateLifetimeMs = limits.templateLifetimeMs;
    this.held = new HeldSets(limits.heldBytes, (set) => this.giveUp(set), held);
  }

  get heldState(): HeldSetsState {
    return this.held.state;
  }

  end(): void {
    this.held.end();
  }

  /** Its own template did not come: that of another input may do. */
  private giveUp(set: HeldSet): void {
    const { exporter, exporterIndex, version, domain: id, template, bytes } = set;
    const { exportTime, uptime, clockShift, arrived } = set;
    const name = exporter || 'the exporter';
    const domain = this.domains.get({ index: exporterIndex, name: exporter }, version, id);
    const header = { domain, exportTime, uptime, clockShift, arrived };
    const fitting = fittingLayouts(this.output.layouts, header, template, bytes, this.values);
    const [found, ...others] = fitting ?? [];
    if (fitting === null || others.length > 0) {
      const several = fitting === null ? 'there are too many' : `several would fit: ${sourcesOf(fitting)}`;
      this.reject(
        'template-conflict',
        `template ${template} of ${name} did not come, and of those that other inputs tell ${several}`,
      );
    } else if (found === undefined) {
      const isTold = this.output.layouts.has(layoutKey(domain, template));
      const why = isTold ? ', and none that other inputs tell fits' : '';
      const detail = `template ${template} of ${name} did not come${why}; ${bytes.length} bytes of records`;
      this.reject('no-template', detail);
    } else {
      this.output.note(`Records of template ${template} are read by the template in ${found.from}.`);
      this.readRecords(header, found.layout as Template, bytes, 0, bytes.length);
    }
  }

  private reject(reason: string, detail: string): void {
    this.output.open();
    this.output.reject(reason, detail);
  }

  decodeV9(datagram: ExportDatagram): void {
    const { bytes, from, to } = datagram;
    if (to - from < V9_HEADER_BYTES) {
      this.reject('netflow-v9-length', `a datagram of ${to - from} bytes`);
      return;
    }
    const uptime = unsigned32(bytes, from + 4);
    const domain = this.domains.get(datagram.exporter, Version.v9, unsigned32(bytes, from + 16));
    const header = message(domain, 1000 * unsigned32(bytes, from + 8), uptime, datagram.time);
    const records = this.readSets(header, bytes, from + V9_HEADER_BYTES, to);
    const stream = this.domains.stream(domain, datagram.port);
    follow(stream, unsigned32(bytes, from + 12), records, uptime, 'datagrams');
  }

  decodeIpfix(datagram: ExportDatagram): void {
    const { bytes, from, to } = datagram;
    const length = to - from < IPFIX_HEADER_BYTES ? 0 : unsigned16(bytes, from + 2);
    if (length < IPFIX_HEADER_BYTES || length > to - from) {
      this.reject('ipfix-length', `a message of ${length} bytes in a datagram of ${to - from}`);
      return;
    }
    const domain = this.domains.get(datagram.exporter, Version.ipfix, unsigned32(bytes, from + 12));
    const header = message(domain, 1000 * unsigned32(bytes, from + 4), Number.NaN, datagram.time);
    const records = this.readSets(header, bytes, from + IPFIX_HEADER_BYTES, from + length);
    const stream = this.domains.stream(domain, datagram.port);
    follow(stream, unsigned32(bytes, from + 8), records, Number.NaN, 'records');
  }

  /** How many records the message held; NaN when some could not be counted. */
  private readSets(header: Message, bytes: Uint8Array, from: number, to: number): number {
    let at = from;
    let records = 0;
    while (to - at >= SET_HEADER_BYTES) {
      const id = unsigned16(bytes, at);
      const length = unsigned16(bytes, at + 2);
      if (length < SET_HEADER_BYTES || length > to - at) {
        // Some exporters fill their datagrams with zeros.
        if (isZero(bytes, at, to)) break;
        if (length >= SET_HEADER_BYTES) this.readSet(header, id, bytes, at + SET_HEADER_BYTES, to);
        this.reject('set-length', `set ${id} of ${length} bytes, ${to - at} are left`);
        return Number.NaN;
      }
      records += this.readSet(header, id, bytes, at + SET_HEADER_BYTES, at + length);
      at += length;
    }
    return records;
  }

  /** How many records the set holds; NaN when that is not known. */
  private readSet(header: Message, id: number, bytes: Uint8Array, from: number, to: number): number {
    const isV9 = header.domain.version === Version.v9;
    if (id >= FIRST_DATA_SET) return this.readData(header, id, bytes, from, to);
    if (id === (isV9 ? V9_TEMPLATES : IPFIX_TEMPLATES)) this.define(header, bytes, from, to, false);
    else if (id === (isV9 ? V9_OPTIONS_TEMPLATES : IPFIX_OPTIONS_TEMPLATES)) {
      this.define(header, bytes, from, to, true);
    } else this.reject('reserved-set', `set ${id} of ${to - from} bytes`);
    return 0;
  }

  private define(header: Message, bytes: Uint8Array, from: number, to: number, options: boolean): void {
    const { domain } = header;
    const fault = readTemplates(bytes, from, to, domain.version, options, this.arrivalOf(header), {
      define: (id, template) => {
        this.domains.define(domain, id, template);
        this.output.tellLayout(layoutKey(domain, id), template);
        this.release(header, id, template);
      },
      withdraw: (id) => {
        if (id >= FIRST_DATA_SET) this.domains.withdraw(domain, id);
        else for (const known of [...domain.templates.keys()]) this.domains.withdraw(domain, known);
      },
    });
    if (fault !== null) this.reject('template', fault);
  }

  private arrivalOf(header: Message): number {
    return header.exportTime + header.clockShift;
  }

  /** The sets that waited for this template. */
  private release(header: Message, id: number, template: Template): void {
    const { domain } = header;
    for (const { bytes, exportTime, uptime, clockShift, arrived } of this.held.take(heldKey(header, id))) {
      this.readRecords({ domain, exportTime, uptime, clockShift, arrived }, template, bytes, 0, bytes.length);
    }
  }

  private readData(header: Message, id: number, bytes: Uint8Array, from: number, to: number): number {
    const { domain, exportTime, uptime, clockShift, arrived } = header;
    if (from === to) return 0;
    let template = domain.templates.get(id);
    const expires = (template?.received ?? 0) + this.templateLifetimeMs;
    if (template !== undefined && arrived && this.arrivalOf(header) > expires) {
      this.domains.withdraw(domain, id);
      template = undefined;
    }
    if (template !== undefined) return this.readRecords(header, template, bytes, from, to);
    this.held.hold(heldKey(header, id), {
      exporter: domain.name,
      exporterIndex: domain.exporter,
      version: domain.version,
      domain: domain.id,
      exportTime,
      uptime,
      clockShift,
      arrived,
      template: id,
      bytes: bytes.slice(from, to),
    });
    return Number.NaN;
  }

  private readRecords(
    header: Message,
    template: Template,
    bytes: Uint8Array,
    from: number,
    to: number,
  ): number {
    const { values } = this;
    let at = from;
    let records = 0;
    values.clear();
    while (to - at >= template.minimumLength) {
      const next = readRecord(template, values, bytes, at, to);
      if (next < 0) break;
      if (template.scopes > 0) this.domains.learn(header.domain, values);
      else this.flows.read(values, header);
      at = next;
      records++;
    }
    if (!isFilling(bytes, at, to)) {
      this.reject(
        'record-length',
        `${to - at} bytes are left where a record has at least ${template.minimumLength}`,
      );
    }
    return records;
  }
}

/** Their inputs, each once. */
function sourcesOf(layouts: readonly SharedLayout[]): string {
  const names = [...new Set(layouts.map(({ from }) => from))];
  const more = names.length > NAMED_INPUTS ? ` and ${names.length - NAMED_INPUTS} more` : '';
  return `${names.slice(0, NAMED_INPUTS).join(', ')}${more}`;
}

function heldKey({ domain }: Message, template: number): string {
  return `${domain.exporter}/${domain.version}/${domain.id}/${template}`;
}
