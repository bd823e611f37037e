/** The layout of a flow batch as data: the builder, the slicer and the Arrow codec are made from this one table. */
export type ColumnType = 'u8' | 'u16' | 'u32' | 'f64' | 'bytes16' | 'bytes6' | 'string';

export interface ColumnSpec {
  readonly name: string;
  readonly type: ColumnType;
  /** `required`: always known; `nullable`: has a validity bitmap; `optional`: the whole column may be null. */
  readonly presence: 'required' | 'nullable' | 'optional';
}

const column = <N extends string, T extends ColumnType, P extends ColumnSpec['presence']>(
  name: N,
  type: T,
  presence: P,
) => ({ name, type, presence }) as const;

export const FLOW_COLUMNS = [
  column('input', 'u32', 'required'),
  column('recordNumber', 'f64', 'required'),
  column('flowId', 'f64', 'required'),
  column('record', 'u8', 'required'),
  column('time', 'f64', 'required'),
  column('start', 'f64', 'required'),
  column('durationMs', 'f64', 'nullable'),
  column('source', 'bytes16', 'required'),
  column('destination', 'bytes16', 'required'),
  column('sourcePort', 'u16', 'nullable'),
  column('destinationPort', 'u16', 'nullable'),
  column('protocol', 'u8', 'nullable'),
  column('icmpType', 'u8', 'nullable'),
  column('icmpCode', 'u8', 'nullable'),
  column('tcpFlags', 'u8', 'nullable'),
  column('state', 'u8', 'nullable'),
  column('initiatorKnown', 'u8', 'required'),
  column('bytesSent', 'f64', 'nullable'),
  column('bytesReceived', 'f64', 'nullable'),
  column('packetsSent', 'f64', 'nullable'),
  column('packetsReceived', 'f64', 'nullable'),
  column('ttl', 'u8', 'optional'),
  column('vlan', 'u16', 'optional'),
  column('interfaceIndex', 'u32', 'optional'),
  column('samplingRate', 'u32', 'optional'),
  column('sourceMac', 'bytes6', 'optional'),
  column('service', 'string', 'optional'),
  column('uid', 'string', 'optional'),
  column('identity', 'string', 'optional'),
  column('exporter', 'string', 'optional'),
] as const satisfies readonly ColumnSpec[];

/** Bytes (or elements) that one row takes in the column's array. */
export function columnWidth(type: ColumnType): number {
  return type === 'bytes16' ? 16 : type === 'bytes6' ? 6 : 1;
}
