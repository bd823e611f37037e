/** The layout of a fact batch as data, for the Arrow codec and the spool. */
import type { ColumnSpec } from './flow-columns.js';

export const FACT_COLUMNS = [
  { name: 'input', type: 'u32', presence: 'required' },
  { name: 'recordNumber', type: 'f64', presence: 'required' },
  { name: 'time', type: 'f64', presence: 'required' },
  { name: 'kind', type: 'u8', presence: 'required' },
  { name: 'address', type: 'bytes16', presence: 'required' },
  { name: 'mac', type: 'bytes6', presence: 'required' },
  { name: 'peer', type: 'bytes16', presence: 'required' },
  { name: 'peerPort', type: 'u16', presence: 'required' },
  { name: 'name', type: 'string', presence: 'required' },
  { name: 'value', type: 'string', presence: 'required' },
  { name: 'text', type: 'string', presence: 'required' },
  { name: 'uid', type: 'string', presence: 'required' },
  { name: 'number', type: 'f64', presence: 'required' },
] as const satisfies readonly ColumnSpec[];
