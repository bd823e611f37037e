/** Records of Cloudflare's Logpush, of any of the datasets that are read, also mixed. */
import { FactBuilder } from '../../model/fact-builder.js';
import type { OptionalColumn } from '../../model/flow-builder.js';
import type { ParserContext } from '../../model/source.js';
import type { BiflowLimits, BiflowState } from '../record/biflow-table.js';
import { FlowDraft } from '../record/flow-draft.js';
import { UnusableCells, type UnusableState } from '../record/unusable-cells.js';
import type { JsonRecordReader } from '../text/json-lines.js';
import { JsonScanner } from '../text/json-scanner.js';
import { LOGPUSH_PATHS } from './logpush-fields.js';
import { readPacket } from './logpush-packets.js';
import { datasetOf, type LogpushFault } from './logpush-record.js';
import { LogpushRequests } from './logpush-requests.js';
import { LogpushSessions } from './logpush-sessions.js';
import { PairedFlows } from './paired-flows.js';

const REQUEST_COLUMNS: readonly OptionalColumn[] = ['service', 'uid', 'identity'];
const PACKET_COLUMNS: readonly OptionalColumn[] = ['exporter', 'samplingRate', 'ttl'];
/** Facts that one record gives at most. */
const MOST_FACTS = 2;
const FACT_ROWS = 4096;

interface LogpushState {
  readonly packets: BiflowState;
  readonly unusable: UnusableState;
  readonly withoutOrigin: number;
  readonly withoutInterval: number;
}

export class LogpushRecords implements JsonRecordReader {
  readonly scanner = new JsonScanner(LOGPUSH_PATHS);
  private readonly context: ParserContext;
  private readonly draft: FlowDraft;
  private readonly facts: FactBuilder;
  private readonly unusable: UnusableCells;
  private readonly requests: LogpushRequests;
  private readonly sessions: LogpushSessions;
  private readonly packets: PairedFlows;
  /** Sampled packets that do not say for how many they stand. */
  private withoutInterval: number;

  constructor(context: ParserContext, limits: BiflowLimits, state?: LogpushState) {
    this.context = context;
    this.draft = new FlowDraft(context, REQUEST_COLUMNS);
    this.facts = new FactBuilder(context.site, context.input, FACT_ROWS);
    this.unusable = new UnusableCells(state?.unusable);
    this.requests = new LogpushRequests(
      this.scanner,
      this.draft,
      this.facts,
      this.unusable,
      state?.withoutOrigin ?? 0,
    );
    this.sessions = new LogpushSessions(this.scanner, this.draft, this.facts, this.unusable);
    this.packets = new PairedFlows(context, limits, PACKET_COLUMNS, state?.packets);
    this.withoutInterval = state?.withoutInterval ?? 0;
  }

  get state(): LogpushState {
    return {
      packets: this.packets.state,
      unusable: this.unusable.state,
      withoutOrigin: this.requests.withoutOrigin,
      withoutInterval: this.withoutInterval,
    };
  }

  read(lineNumber: number): void {
    const { sink } = this.context;
    if (this.facts.length > FACT_ROWS - MOST_FACTS) this.flushFacts();
    const dataset = datasetOf(this.scanner);
    if (dataset === 'test') sink.ignore('test of the destination', 1);
    else if (dataset === null) {
      sink.reject('not-logpush', lineNumber, 'it has the fields of no dataset that is read');
    } else {
      const fault = this.readRecord(dataset, lineNumber);
      if (fault !== null) {
        this.draft.clear();
        sink.reject(fault.reason, lineNumber, fault.detail);
      }
    }
  }

  private readRecord(dataset: 'requests' | 'sessions' | 'packets', lineNumber: number): LogpushFault | null {
    if (dataset === 'requests') return this.requests.read(lineNumber);
    if (dataset === 'sessions') return this.sessions.read(lineNumber);
    const { record } = this.packets;
    const fault = readPacket(this.scanner, record, this.unusable);
    if (fault !== null) return fault;
    if (Number.isNaN(record.packets)) this.withoutInterval++;
    this.packets.add(lineNumber);
    return null;
  }

  private flushFacts(): void {
    if (this.facts.length > 0) this.context.sink.facts(this.facts.take());
  }

  flush(): void {
    this.draft.flush();
    this.packets.flush();
    this.flushFacts();
  }

  end(): void {
    this.packets.end();
    this.flush();
    const { sink } = this.context;
    this.unusable.report(sink);
    const { withoutOrigin } = this.requests;
    if (withoutOrigin > 0) {
      sink.note(
        `requests of which the log names no origin (OriginIP): ${withoutOrigin}; their destination is the unspecified address ::`,
      );
    }
    if (this.withoutInterval > 0) {
      sink.note(
        `sampled packets without SampleInterval: ${this.withoutInterval}; how many they stand for is not known`,
      );
    }
  }
}
