/** Completes a flow from what any form of Zeek's conn.log says of a connection. */
import { isIpv4 } from '../../model/address.js';
import { ConnectionState } from '../../model/flow-batch.js';
import { type FlowDraft, Value } from '../record/flow-draft.js';
import { isIcmpQuery, Protocol } from '../record/protocol-names.js';
import type { ZeekHistory } from './history.js';

/** Why a record gave no flow. */
export type ConnectionFault = 'bad-time' | 'bad-source' | 'bad-destination';

/**
 * The draft holds addresses and the log's plain numbers; `history` is null when the record has none. Commits the flow:
 * its event time is the connection's end.
 */
export function commitConnection(draft: FlowDraft, recordNumber: number, history: ZeekHistory | null): void {
  const { values } = draft;
  completeProtocol(draft);
  const state = values[Value.state]!;
  if (values[Value.protocol] === Protocol.tcp && history !== null) {
    values[Value.tcpFlags] = history.tcpFlags;
    if (state === ConnectionState.SHR && !history.opened) draft.initiatorKnown = false;
  }
  if (state === ConnectionState.OTH || history?.flipped === true) draft.initiatorKnown = false;
  draft.commit(recordNumber, values[Value.time]! + (values[Value.durationMs]! || 0));
}

/** Zeek says "icmp" for both versions, and writes type and code (of a query: its answer's type) as ports. */
function completeProtocol(draft: FlowDraft): void {
  const { values } = draft;
  if (values[Value.protocol] === Protocol.icmp && !isIpv4(draft.source, draft.addressOffset)) {
    values[Value.protocol] = Protocol.icmp6;
  }
  const protocol = values[Value.protocol]!;
  if (protocol !== Protocol.icmp && protocol !== Protocol.icmp6) return;
  const type = values[Value.sourcePort]!;
  const code = isIcmpQuery(protocol, type) ? 0 : values[Value.destinationPort]!;
  if (type <= 255) values[Value.icmpType] = type;
  if (code <= 255) values[Value.icmpCode] = code;
}
