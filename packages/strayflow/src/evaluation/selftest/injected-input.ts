/** Made flows as an input beside the user's own: the spool brings both into event-time order. */
import type { AnalysisInput } from '../../analysis/request.js';
import { parseAddress } from '../../model/address.js';
import { RecordKind } from '../../model/flow-batch.js';
import { FlowBuilder } from '../../model/flow-builder.js';
import type { MadeFlow } from './attack.js';

/** `index` is the input's place in the run. */
export function injectedInput(flows: readonly MadeFlow[], index: number, site: string): AnalysisInput {
  return {
    name: 'injected',
    explicit: true,
    async read(handlers) {
      const builder = new FlowBuilder(site);
      for (const [number, flow] of flows.entries()) {
        if (builder.full) handlers.flows(builder.take());
        write(builder, flow, index, number + 1);
      }
      if (builder.length > 0) handlers.flows(builder.take());
      const times = flows.map((flow) => flow.start + flow.durationMs);
      return {
        name: 'injected',
        sha256: '',
        format: 'injected',
        bytes: 0,
        read: flows.length,
        parsed: flows.length,
        flows: flows.length,
        facts: 0,
        rejected: {},
        ignored: {},
        examples: [],
        notes: [],
        firstTime: times.reduce<number | null>((low, time) => Math.min(low ?? time, time), null),
        lastTime: times.reduce<number | null>((high, time) => Math.max(high ?? time, time), null),
      };
    },
  };
}

function write(builder: FlowBuilder, flow: MadeFlow, input: number, record: number): void {
  const row = builder.add();
  const { columns } = builder;
  columns.input[row] = input;
  columns.recordNumber[row] = record;
  columns.flowId[row] = record;
  columns.record[row] = RecordKind.complete;
  columns.time[row] = flow.start + flow.durationMs;
  columns.start[row] = flow.start;
  columns.durationMs[row] = flow.durationMs;
  parseAddress(flow.source, columns.source, row * 16);
  parseAddress(flow.destination, columns.destination, row * 16);
  columns.sourcePort[row] = flow.sourcePort;
  columns.destinationPort[row] = flow.destinationPort;
  columns.protocol[row] = flow.protocol;
  columns.tcpFlags[row] = flow.tcpFlags;
  columns.state[row] = flow.state;
  columns.initiatorKnown[row] = 1;
  columns.bytesSent[row] = flow.bytesSent;
  columns.bytesReceived[row] = flow.bytesReceived;
  columns.packetsSent[row] = flow.packetsSent;
  columns.packetsReceived[row] = flow.packetsReceived;
  builder.unknown('icmpType', row);
  builder.unknown('icmpCode', row);
}
