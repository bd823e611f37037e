/** Logpush `network_analytics_logs`: packets that Cloudflare sampled, each standing for many of its direction. */
import { EndReason, type OneWayRecord } from '../record/one-way.js';
import { Protocol } from '../record/protocol-names.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import type { JsonScanner } from '../text/json-scanner.js';
import { addressAt, countedWholeAt } from '../text/json-values.js';
import { Field, type LogpushField } from './logpush-fields.js';
import { faultOf, type LogpushFault, logpushTime } from './logpush-record.js';
import { isRefusedOpening } from './paired-flows.js';

/** Fills the record; null when it was read. */
export function readPacket(
  scanner: JsonScanner,
  record: OneWayRecord,
  unusable: UnusableCells,
): LogpushFault | null {
  const whole = (field: LogpushField, largest: number) =>
    countedWholeAt(scanner, Field[field], largest, unusable, field);
  record.clear();
  if (!addressAt(scanner, Field.IPSourceAddress, record.source, 0)) {
    return faultOf(scanner, 'bad-source', 'IPSourceAddress');
  }
  if (!addressAt(scanner, Field.IPDestinationAddress, record.destination, 0)) {
    return faultOf(scanner, 'bad-destination', 'IPDestinationAddress');
  }
  const time = logpushTime(scanner, 'Datetime');
  if (Number.isNaN(time)) return faultOf(scanner, 'bad-time', 'Datetime');
  record.start = time;
  record.end = time;
  record.protocol = whole('IPProtocol', 255);
  record.sourcePort = whole('SourcePort', 65_535);
  record.destinationPort = whole('DestinationPort', 65_535);
  if (record.protocol === Protocol.icmp || record.protocol === Protocol.icmp6) {
    record.icmpType = whole('ICMPType', 255);
    record.icmpCode = whole('ICMPCode', 255);
  }
  // Without the interval it is not known how many packets this one stands for.
  record.samplingRate = whole('SampleInterval', 0xffff_ffff);
  if (record.samplingRate > 0) {
    record.packets = record.samplingRate;
    record.bytes = record.samplingRate * whole('IPTotalLength', 0xffff);
  }
  if (record.protocol === Protocol.tcp) {
    record.tcpFlags = whole('TCPFlags', 0xffff) % 256;
  }
  record.ttl = whole('IPTTL', 255);
  // More packets of the flow may come: which of them are sampled is chance.
  record.endReason = EndReason.active;
  record.refused = scanner.text(Field.Outcome, 8) === 'drop';
  record.isInitiator = isRefusedOpening(record);
  record.exporter = scanner.text(Field.ColoCode, 16);
  return null;
}
