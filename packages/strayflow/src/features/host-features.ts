/** The columns of a host's row for one closed window: what each is, and why it separates. */
import type { FeatureSpec } from '../model/feature-rows.js';

/**
 * Order of the columns. The host is the source of the flows, which count in the window in which they were closed.
 * Values are raw; what is not known adds nothing.
 */
export const HOST_FEATURES = [
  {
    name: 'flows',
    title: 'flows',
    unit: 'flows',
    scale: 'log1p-robust',
    why: 'how busy the host is',
  },
  {
    name: 'peers',
    title: 'peers',
    unit: 'hosts',
    scale: 'log1p-robust',
    why: 'fan-out: scans, worms and spam reach for many',
  },
  {
    name: 'new-peers',
    title: 'peers it never spoke to before',
    unit: 'hosts',
    scale: 'log1p-robust',
    why: 'a change of habit, even where the number of peers is ordinary',
  },
  {
    name: 'ports',
    title: 'destination ports',
    unit: 'ports',
    scale: 'log1p-robust',
    why: 'a host uses few services at a time, a scanner many',
  },
  {
    name: 'port-entropy',
    title: 'entropy of the destination ports',
    unit: 'bit',
    scale: 'robust',
    why: 'spread evenly over many ports or all on one, apart from how many flows there are',
  },
  {
    name: 'flows-per-peer',
    title: 'flows per peer',
    unit: 'flows',
    scale: 'log1p-robust',
    why: 'guessing and flooding repeat one peer, sweeping visits each once',
  },
  {
    name: 'failure-share',
    title: 'share of flows that failed, of those with a known outcome',
    unit: '',
    scale: 'none',
    why: 'who searches fails most of the time; 0 where no outcome is known',
  },
  {
    name: 'bytes-sent',
    title: 'bytes sent',
    unit: 'B',
    scale: 'log1p-robust',
    why: 'exfiltration and flooding',
  },
  {
    name: 'bytes-received',
    title: 'bytes received',
    unit: 'B',
    scale: 'log1p-robust',
    why: 'downloads, and amplified answers',
  },
  {
    name: 'sent-share',
    title: 'share of the bytes that were sent',
    unit: '',
    scale: 'none',
    why: 'clients mostly receive; .5 where there were no bytes',
  },
  {
    name: 'bytes-sent-per-flow',
    title: 'bytes sent per flow',
    unit: 'B',
    scale: 'log1p-robust',
    why: 'many small probes against few large transfers of the same sum',
  },
  {
    name: 'mean-duration',
    title: 'mean duration of its flows',
    unit: 'ms',
    scale: 'log1p-robust',
    why: 'instant failures against sessions that people hold',
  },
  {
    name: 'interval-variation',
    title: 'coefficient of variation of the time between its flows',
    unit: '',
    scale: 'log1p-robust',
    why: 'programs that call home are regular (near 0), people come in bursts (above 1); 1 below four flows',
  },
] as const satisfies readonly FeatureSpec[];
