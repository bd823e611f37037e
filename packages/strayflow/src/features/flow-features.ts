/** The columns of a flow's row: what each is, and why it separates. */
import type { FeatureSpec } from '../model/feature-rows.js';

/**
 * Order of the columns. Values are raw. What is not known is 0 in volumes, times and flags, .5 in `sent-share` and 1 in
 * `port-class`: a source that never knows a column gives a constant, which no model can judge by. "Recent" is the five
 * minutes up to the close of the flow, this flow included, among flows that were closed.
 */
export const FLOW_FEATURES = [
  {
    name: 'bytes-sent',
    title: 'bytes sent',
    unit: 'B',
    scale: 'log1p-robust',
    why: 'uploads, floods and scans differ from requests in what the initiator sends',
  },
  {
    name: 'bytes-received',
    title: 'bytes received',
    unit: 'B',
    scale: 'log1p-robust',
    why: 'an attempt that nobody answers, and an answer far larger than usual',
  },
  {
    name: 'packets-sent',
    title: 'packets sent',
    unit: 'packets',
    scale: 'log1p-robust',
    why: 'single probes and packet floods stand at the two ends',
  },
  {
    name: 'packets-received',
    title: 'packets received',
    unit: 'packets',
    scale: 'log1p-robust',
    why: 'tells an answered flow from a one-sided one even where no state is known',
  },
  {
    name: 'duration',
    title: 'duration',
    unit: 'ms',
    scale: 'log1p-robust',
    why: 'probes last an instant, tunnels and remote control last for hours',
  },
  {
    name: 'byte-rate',
    title: 'bytes a second',
    unit: 'B/s',
    scale: 'log1p-robust',
    why: 'bulk transfer and flooding against slow exchange of the same volume',
  },
  {
    name: 'packet-size',
    title: 'mean packet size',
    unit: 'B',
    scale: 'log1p-robust',
    why: 'floods and keep-alives are made of equal small packets, transfers of full ones',
  },
  {
    name: 'sent-share',
    title: 'share of the bytes that were sent',
    unit: '',
    scale: 'none',
    why: 'clients mostly receive; who mostly sends is serving, uploading or exfiltrating',
  },
  {
    name: 'failed',
    title: 'nobody answered or it was refused',
    unit: '',
    scale: 'none',
    why: 'who does not know what is there fails where users succeed',
  },
  {
    name: 'established',
    title: 'both sides spoke',
    unit: '',
    scale: 'none',
    why: 'with `failed` it tells an unknown outcome from a known one',
  },
  {
    name: 'tcp',
    title: 'TCP',
    unit: '',
    scale: 'none',
    why: 'volumes and outcomes mean different things by protocol',
  },
  {
    name: 'udp',
    title: 'UDP',
    unit: '',
    scale: 'none',
    why: 'as `tcp`; what is neither has 0 in both',
  },
  {
    name: 'port-class',
    title: 'class of the destination port (0 well-known, 1 registered, 2 dynamic; RFC 6335)',
    unit: '',
    scale: 'none',
    why: 'services of people are mostly well-known; listeners of malware mostly are not',
  },
  {
    name: 'port-rarity',
    title: 'rarity of the destination port here so far (-log10 of its share)',
    unit: '',
    scale: 'robust',
    why: 'a network uses few services all the time; a new one is worth a look',
  },
  {
    name: 'protocol-rarity',
    title: 'rarity of the protocol here so far (-log10 of its share)',
    unit: '',
    scale: 'robust',
    why: 'GRE, SCTP or bare ICMP where there was none',
  },
  {
    name: 'pair-age',
    title: 'time since these two hosts first spoke',
    unit: 's',
    scale: 'log1p-robust',
    why: 'most ordinary traffic goes where the host went before',
  },
  {
    name: 'pair-port-flows',
    title: 'recent flows of this pair to this port',
    unit: 'flows',
    scale: 'log1p-robust',
    why: 'guessing of passwords and floods repeat one door',
  },
  {
    name: 'source-flows',
    title: 'recent flows of the source',
    unit: 'flows',
    scale: 'log1p-robust',
    why: 'machines that attack are busier than people',
  },
  {
    name: 'source-peers',
    title: 'recent peers of the source',
    unit: 'hosts',
    scale: 'log1p-robust',
    why: 'horizontal scans, worms and spam go to many',
  },
  {
    name: 'source-ports',
    title: 'recent destination ports of the source',
    unit: 'ports',
    scale: 'log1p-robust',
    why: 'vertical scans knock at many doors',
  },
  {
    name: 'source-failure-share',
    title: 'share of the recent flows of the source that failed',
    unit: '',
    scale: 'none',
    why: 'one failure is an accident, nine out of ten are a search',
  },
] as const satisfies readonly FeatureSpec[];
