/** First and last packet of a record, from whichever of the many fields for it the template has. */
import { Field } from './information-elements.js';
import type { Message } from './message.js';

/** An end before or after the export by more is no end of a flow. */
const LONGEST_AGO_MS = 31 * 86_400_000;
const LONGEST_AHEAD_MS = 3_600_000;
/** Where only the exporter tells the time of the export, its two clocks may differ by their time zones. */
const LONGEST_AHEAD_UNCHECKED_MS = 48 * 3_600_000;
/** An exporter that has been up for longer has no flows that began and ended with it. */
const BOOT_MS = 600_000;
/** No flow is longer. */
const LONGEST_FLOW_MS = 366 * 86_400_000;

export class FlowTimes {
  /** Unix ms, by the clock that `Message.clockShift` puts right. */
  start = 0;
  end = 0;
  /** From the end to the export (ms). */
  age = 0;
  /** Neither the record nor the clock could be believed: the time of the export stands in. */
  implausible = false;

  resolve(numbers: Float64Array, message: Message): void {
    const { exportTime, clockShift } = message;
    const ahead = message.arrived ? LONGEST_AHEAD_MS : LONGEST_AHEAD_UNCHECKED_MS;
    let end = endOf(numbers, message);
    let start = startOf(numbers, message, end);
    this.implausible = false;
    // Headers tell whole seconds: a flow may begin after that.
    if (Number.isNaN(end)) end = start > exportTime ? start : exportTime;
    if (end < exportTime - LONGEST_AGO_MS || end > exportTime + ahead) {
      this.implausible = true;
      start = exportTime - Math.max(0, end - start);
      end = exportTime;
    }
    if (Number.isNaN(start)) start = end;
    if (start > end || end - start > LONGEST_FLOW_MS || start < 0) {
      this.implausible = true;
      start = end;
    }
    this.age = exportTime - end;
    this.start = start + clockShift;
    this.end = end + clockShift;
  }
}

/** Zero stands for a time that the exporter does not have. */
function first(...times: readonly number[]): number {
  for (const time of times) if (time > 0) return time;
  return Number.NaN;
}

function endOf(numbers: Float64Array, message: Message): number {
  const told = first(numbers[Field.end]!, numbers[Field.endSeconds]!);
  if (!Number.isNaN(told)) return told;
  const byUptime = atUptime(numbers[Field.endUptime]!, numbers, message);
  if (!Number.isNaN(byUptime)) return byUptime;
  if (numbers[Field.endBefore]! >= 0) return message.exportTime - numbers[Field.endBefore]!;
  const event = first(numbers[Field.eventTime]!);
  if (!Number.isNaN(event)) return event;
  const start = first(numbers[Field.start]!, numbers[Field.startSeconds]!);
  return start + numbers[Field.durationMs]!;
}

function startOf(numbers: Float64Array, message: Message, end: number): number {
  const told = first(numbers[Field.start]!, numbers[Field.startSeconds]!);
  if (!Number.isNaN(told)) return told;
  const byUptime = atUptime(numbers[Field.startUptime]!, numbers, message);
  if (!Number.isNaN(byUptime)) return byUptime;
  if (numbers[Field.startBefore]! >= 0) return message.exportTime - numbers[Field.startBefore]!;
  const known = Number.isNaN(end) ? message.exportTime : end;
  const length = first(numbers[Field.endUptime]! - numbers[Field.startUptime]!, numbers[Field.durationMs]!);
  return known - length;
}

/**
 * Uptimes are 32 bits that begin again after 49.7 days: by the header's own uptime (NetFlow), or from the exporter's
 * start (IPFIX), the one that is nearest to the export. Both zero: the exporter keeps no times.
 */
function atUptime(uptime: number, numbers: Float64Array, message: Message): number {
  if (!(uptime >= 0)) return Number.NaN;
  const { domain, exportTime } = message;
  const none = numbers[Field.startUptime] === 0 && numbers[Field.endUptime] === 0;
  if (none && !(message.uptime < BOOT_MS)) return Number.NaN;
  if (!Number.isNaN(message.uptime)) return exportTime - ((message.uptime - uptime) | 0);
  const init = first(numbers[Field.systemInit]!, domain.systemInit);
  if (Number.isNaN(init)) return Number.NaN;
  return exportTime - (Math.round(exportTime - init - uptime) | 0);
}
