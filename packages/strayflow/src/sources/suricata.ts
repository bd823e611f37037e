/** The source "suricata-eve": flows, facts and alerts of Suricata's eve.json. */
import { z } from 'zod';
import { FactBuilder } from '../model/fact-builder.js';
import type { OptionalColumn } from '../model/flow-builder.js';
import type { ParserContext, SourceFormat } from '../model/source.js';
import { LINE_LIMIT } from './csv/options.js';
import { FlowDraft } from './record/flow-draft.js';
import { UnusableCells, type UnusableState } from './record/unusable-cells.js';
import { FactEvents } from './suricata/fact-events.js';
import { EVE_PATHS, Eve } from './suricata/fields.js';
import { flowIdAt, flowIdEnd, readFlowEvent, serviceAt } from './suricata/flow-event.js';
import { NetflowEvents, type NetflowState } from './suricata/netflow-events.js';
import { RecentFlows, type RecentFlowsState } from './suricata/recent-flows.js';
import { TextCache } from './text/cache.js';
import { JsonLinesParser, type JsonRecordReader } from './text/json-lines.js';
import { JsonKind, JsonScanner } from './text/json-scanner.js';
import { numberAt, printableAt } from './text/json-values.js';
import { printable } from './text/printable.js';
import { isAscii } from './text/short-text.js';

const OPTIONAL: readonly OptionalColumn[] = ['service', 'uid', 'vlan', 'sourceMac', 'ttl'];
/** The input chooses the names of the types that are left out. */
const MOST_TYPES = 64;
const TOLD_TWICE = 'netflow event of a flow that a flow event tells';

const eveOptions = z.strictObject({ lineLimit: LINE_LIMIT });
type EveOptions = z.infer<typeof eveOptions>;

interface EveState {
  readonly netflow: NetflowState;
  readonly recent: RecentFlowsState;
  readonly types: readonly string[];
  readonly kernelDrops: number;
  readonly unusable: UnusableState;
}

class EveReader implements JsonRecordReader {
  readonly scanner = new JsonScanner(EVE_PATHS);
  private readonly context: ParserContext;
  private readonly draft: FlowDraft;
  private readonly unusable: UnusableCells;
  private readonly netflow: NetflowEvents;
  private readonly builder: FactBuilder;
  private readonly facts: FactEvents;
  private readonly typeNames = new TextCache((text) => text.slice(0, 32));
  private readonly types: Set<string>;
  private readonly recent: RecentFlows;
  private kernelDrops: number;

  constructor(context: ParserContext, state?: EveState) {
    this.context = context;
    this.draft = new FlowDraft(context, OPTIONAL);
    this.unusable = new UnusableCells(state?.unusable);
    this.netflow = new NetflowEvents(this.draft, this.unusable, state?.netflow);
    this.builder = new FactBuilder(context.site, context.input);
    this.facts = new FactEvents(this.scanner, this.builder, () => this.flushFacts());
    this.types = new Set(state?.types);
    this.recent = new RecentFlows(state?.recent);
    this.kernelDrops = state?.kernelDrops ?? 0;
  }

  get state(): EveState {
    return {
      netflow: this.netflow.state,
      recent: this.recent.state,
      types: [...this.types],
      kernelDrops: this.kernelDrops,
      unusable: this.unusable.state,
    };
  }

  read(lineNumber: number): void {
    const type = this.eventType();
    if (type === 'flow') this.readFlow(lineNumber);
    else if (type === 'netflow') this.readNetflow(lineNumber);
    else if (type === '') this.reject('not-suricata', lineNumber, 'event_type is missing');
    else {
      const said = this.facts.read(type, lineNumber);
      if (said === null) this.leaveOut(type);
      else if (said === 'bad-time') {
        this.reject(said, lineNumber, `timestamp is ${printableAt(this.scanner, Eve.timestamp)}`);
      } else if (said === 'bad-facts') {
        this.reject(`bad-${type}`, lineNumber, `src_ip is ${printableAt(this.scanner, Eve.source)}`);
      }
    }
  }

  private eventType(): string {
    const { scanner } = this;
    if (scanner.kind[Eve.eventType] !== JsonKind.string) return '';
    return this.typeNames.read(scanner.bytes, scanner.from[Eve.eventType]!, scanner.to[Eve.eventType]!);
  }

  private reject(reason: string, lineNumber: number, detail: string): void {
    this.context.sink.reject(reason, lineNumber, detail);
  }

  private readFlow(lineNumber: number): void {
    const { scanner, draft } = this;
    const read = readFlowEvent(scanner, draft, this.unusable);
    if ('fault' in read) {
      draft.clear();
      this.reject(read.fault.reason, lineNumber, read.fault.detail);
      return;
    }
    draft.service(serviceAt(scanner));
    if (scanner.kind[Eve.sourceMac] === JsonKind.string) {
      draft.mac(scanner.bytes, scanner.from[Eve.sourceMac]!, scanner.to[Eve.sourceMac]!);
    }
    this.readFlowId();
    draft.commit(lineNumber, read.time);
  }

  private readFlowId(): void {
    const { scanner, draft } = this;
    const end = flowIdEnd(scanner);
    const from = scanner.from[Eve.flowId]!;
    if (end <= from) return;
    if (isAscii(scanner.bytes, from, end)) draft.identifier(scanner.bytes, from, end);
    else draft.text('uid', flowIdAt(scanner));
    const twice = this.netflow.isWaiting ? this.netflow.forget(flowIdAt(scanner)) : 0;
    if (twice > 0) this.context.sink.ignore(TOLD_TWICE, twice);
    this.recent.add(scanner.bytes, from, end);
  }

  private readNetflow(lineNumber: number): void {
    const { scanner } = this;
    const end = flowIdEnd(scanner);
    const from = scanner.from[Eve.flowId]!;
    if (end > from && this.recent.has(scanner.bytes, from, end)) {
      this.context.sink.ignore(TOLD_TWICE, 1);
      return;
    }
    const fault = this.netflow.read(scanner, lineNumber);
    if (fault !== null) this.reject(fault.reason, lineNumber, fault.detail);
  }

  private leaveOut(type: string): void {
    if (type === 'stats') {
      const drops = numberAt(this.scanner, Eve.kernelDrops);
      if (drops > this.kernelDrops) this.kernelDrops = drops;
    }
    const known = this.types.has(type) || this.types.size < MOST_TYPES;
    if (known) this.types.add(type);
    this.context.sink.ignore(known ? `event ${printable(type)}` : 'other events', 1);
  }

  private flushFacts(): void {
    if (this.builder.length > 0) this.context.sink.facts(this.builder.take());
  }

  flush(): void {
    this.draft.flush();
    this.flushFacts();
  }

  end(): void {
    this.netflow.end();
    this.flush();
    const { sink } = this.context;
    this.unusable.report(sink);
    if (this.kernelDrops > 0) {
      sink.note(`Suricata says that the kernel dropped ${this.kernelDrops} packets before it saw them`);
    }
  }
}

export const suricataFormat: SourceFormat<EveOptions> = {
  name: 'suricata-eve',
  title: 'Suricata eve.json',
  options: eveOptions,
  sniff: sniffEve,
  open: (context, options, bytes) =>
    new JsonLinesParser(
      context,
      options.lineLimit,
      (state) => new EveReader(context, state as EveState | undefined),
      bytes,
    ),
};

/** The first lines that are objects have a time and a type of event. */
function sniffEve(head: Uint8Array): number {
  const scanner = new JsonScanner([['timestamp'], ['event_type']]);
  let from = head[0] === 0xef && head[1] === 0xbb ? 3 : 0;
  for (let line = 0; line < 10 && from < head.length; line++) {
    const newline = head.indexOf(10, from);
    const to = newline < 0 ? head.length : newline;
    if (scanner.scan(head, from, to)) {
      const isEvent = scanner.kind[0] === JsonKind.string && scanner.kind[1] === JsonKind.string;
      return isEvent ? 1 : 0;
    }
    from = to + 1;
  }
  return 0;
}
