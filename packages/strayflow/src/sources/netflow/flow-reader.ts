/** Hands on the records of flows: what each one is, its times, its counters times the sampling rate. */
import type { ExportOptions } from '../exports/export-options.js';
import type { ExportOutput } from '../exports/export-output.js';
import { EndReason } from '../record/one-way.js';
import type { Domain } from './domain.js';
import {
  endReason,
  FirewallEvent,
  firewallEvent,
  isRefused,
  readCounters,
  readDirections,
  readFlags,
  readKey,
  showsAnswers,
} from './flow-record.js';
import { FlowTimes } from './flow-times.js';
import { Version } from './headers.js';
import { Field, TextField } from './information-elements.js';
import type { Message } from './message.js';
import type { RecordValues } from './record-values.js';
import { samplingRate } from './sampling.js';
import { TotalCounters, type TotalCountersState } from './total-counters.js';
import { tellTranslation } from './translations.js';

export interface FlowReaderState {
  readonly totals: TotalCountersState;
  readonly implausible: number;
}

export class FlowReader {
  private readonly output: ExportOutput;
  private readonly options: ExportOptions;
  private readonly times = new FlowTimes();
  private readonly totals: TotalCounters;
  private implausible: number;

  constructor(output: ExportOutput, options: ExportOptions, state?: FlowReaderState) {
    this.output = output;
    this.options = options;
    this.totals = new TotalCounters(state?.totals);
    this.implausible = state?.implausible ?? 0;
  }

  get state(): FlowReaderState {
    return { totals: this.totals.state, implausible: this.implausible };
  }

  read(values: RecordValues, message: Message): void {
    const { output, times } = this;
    const { record } = output;
    const { domain } = message;
    output.open();
    record.clear();
    if (!readKey(values, record)) {
      output.ignore('record without addresses of both sides');
      return;
    }
    times.resolve(values.numbers, message);
    record.start = times.start;
    record.end = times.end;
    const translated = tellTranslation(values, record, output, times.end);
    const hasTotals = readCounters(values, record, this.countsAnswers(values, domain));
    if (this.isEventAlone(values)) {
      if (!translated) output.ignore(eventName(values));
      return;
    }
    if (times.implausible) this.implausible++;
    record.scope = domain.exporter;
    record.exporter = domain.name;
    record.endReason = endReason(values, record, times.age, domain.idleTimeoutMs);
    record.refused = isRefused(values);
    if (hasTotals) this.totals.toDeltas(record, record.endReason !== EndReason.active);
    readFlags(values, record);
    readDirections(values, record);
    record.service = (
      values.texts[TextField.applicationName] ||
      (domain.applications.get(values.numbers[Field.applicationId]!) ?? '')
    ).toLowerCase();
    this.applySampling(values, domain);
    output.flow();
  }

  /** Exporters of NetFlow v9 that have never shown other numbers there count one direction. */
  private countsAnswers(values: RecordValues, domain: Domain): boolean {
    const { outCounters } = this.options;
    if (outCounters !== 'auto') return outCounters === 'reverse';
    if (domain.version === Version.v9 && showsAnswers(values)) domain.countsAnswers = true;
    return domain.countsAnswers;
  }

  /** It tells of translation, or that a firewall let a flow begin: the flow's own records have its counters. */
  private isEventAlone(values: RecordValues): boolean {
    const { record } = this.output;
    const event = firewallEvent(values);
    if (event > FirewallEvent.created) return false;
    const counted = record.packets > 0 || record.bytes > 0 || record.reverseBytes > 0;
    if (counted) return false;
    return event === FirewallEvent.created || values.numbers[Field.natEvent]! >= 0;
  }

  private applySampling(values: RecordValues, domain: Domain): void {
    const { record } = this.output;
    const rate = this.options.samplingRate || samplingRate(domain.sampling, values.numbers);
    if (Number.isNaN(rate)) return;
    record.samplingRate = Math.round(rate);
    if (rate === 1) return;
    record.packets *= rate;
    record.bytes *= rate;
    record.reversePackets *= rate;
    record.reverseBytes *= rate;
    this.output.note(
      `${domain.name || 'The exporter'} counts one packet in ${rate}: its counters were multiplied by that.`,
    );
  }

  end(): void {
    const { output, implausible } = this;
    if (implausible > 0) {
      output.note(
        `${implausible} records have times that cannot be (before 1970, after their export, or years long); ` +
          'the time of their export stands in.',
      );
    }
    if (this.totals.state.evicted > 0) {
      output.note(
        `Counters since the flow's start were remembered for the latest 65,536 flows; ${this.totals.state.evicted} others ` +
          'are counted again in full where they go on.',
      );
    }
  }
}

function eventName(values: RecordValues): string {
  const nat = values.numbers[Field.natEvent]!;
  if (!(nat >= 0)) return 'firewall event without counters: flow created';
  return nat <= 255 ? `NAT event ${nat}` : 'NAT event';
}
