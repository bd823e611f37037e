/** The protocols that exporters speak, one line each; the first that recognises a datagram decodes it. */
import { netflowProtocol } from '../netflow/netflow-protocol.js';
import { sflowProtocol } from '../sflow/sflow-protocol.js';
import type { DatagramProtocol } from './datagram-decoder.js';

export const DATAGRAM_PROTOCOLS: readonly DatagramProtocol[] = [sflowProtocol, netflowProtocol];
