/** The format of `truth.json`: what is known to be in a folder of traffic (docs/detection/evaluation.md). */
import { z } from 'zod';
import { parseAddress, parsePrefix } from '../../model/address.js';
import { FAMILIES } from '../../model/evidence.js';

const address = z
  .string()
  .refine((text) => parseAddress(text, new Uint8Array(16)), { error: 'expected an IP address' })
  .describe('IP address');

const prefix = z
  .string()
  .refine((text) => parsePrefix(text) !== null, { error: 'expected a prefix such as 10.0.0.0/8' })
  .describe('prefix');

/** An attack that is named by its purpose; it shows as one of several families. */
export const COMMAND_AND_CONTROL = 'command-and-control';

const behaviour = z
  .enum([...FAMILIES, COMMAND_AND_CONTROL])
  .describe('family of evidence, or command-and-control');

const NAMES: readonly string[] = [...FAMILIES, COMMAND_AND_CONTROL];

/** Events that may look like attacks and must not be called one. */
export function isHarmless(name: string): boolean {
  return /^(misconfiguration|benign(-[a-z-]+)?)$/.test(name);
}

const peer = z
  .string()
  .refine((text) => peerAddress(text) !== null, {
    error: 'expected an address, with or without a port: 203.0.113.9:443',
  })
  .describe('the other side: an address, with or without a port');

const byAddress = z.record(address, z.array(behaviour)).describe('address -> behaviours that must be found');

const eventSchema = z.strictObject({
  behaviour: z
    .string()
    .refine((name) => NAMES.includes(name) || isHarmless(name), {
      error: `expected one of ${NAMES.join(', ')}, misconfiguration, benign-...`,
    })
    .describe('a behaviour; misconfiguration and benign-... must not be called an attack'),
  attacker: address.optional().describe('who did it'),
  victims: z.array(address).optional().describe('whom it was done to'),
  addresses: z.array(address).optional().describe('whom it is about, where there is no attacker'),
  peer: peer.optional(),
  start: z.number().optional().describe("seconds on the capture's clock"),
  end: z.number().optional().describe("seconds on the capture's clock"),
  visible: z.boolean().optional().describe('false: left no sign in the capture; nobody must find it'),
  note: z.string().optional().describe('remark'),
  tool: z.string().optional().describe('remark: with what'),
  bytesOut: z.number().optional().describe('remark: bytes sent'),
  flows: z.number().optional().describe('remark: flows'),
  synsSeen: z.number().optional().describe('remark: connection attempts in the capture'),
  portsSeen: z.number().optional().describe('remark: ports in the capture'),
  macsSeen: z.record(address, z.array(z.string())).optional().describe('remark: link-layer addresses'),
});

const knowledge = {
  internal: z.array(prefix).optional().describe('prefixes of the observed network; inferred if not given'),
  attackers: byAddress.optional(),
  compromised: byAddress.optional(),
  behaviours: z.array(behaviour).optional().describe('behaviours in the input, whoever did them'),
  victims: z.array(address).optional().describe('whom floods and reflections must be told to hit'),
  peer: peer.optional(),
  others: z.literal('benign').optional().describe('every other address is benign'),
  benign: z.array(address).optional().describe('addresses that must stay under the alert line'),
  events: z.array(eventSchema).optional(),
  flowLabel: z
    .strictObject({
      column: z.string().min(1).describe("name of the labels' column, in any case"),
      malicious: z.array(z.string()).describe('values of malicious flows'),
      benign: z.array(z.string()).describe('values of benign flows'),
      unknown: z.array(z.string()).default([]).describe('values of flows that do not count'),
    })
    .optional()
    .describe('the column that holds a label per flow'),
  notes: z.string().optional().describe('remark'),
  backgroundRadiation: z.string().optional().describe('remark'),
};

export const truthSchema = z.strictObject({
  ...knowledge,
  inputs: z
    .record(z.string().min(1), z.strictObject(knowledge))
    .optional()
    .describe('file or glob -> what holds for it, in place of the same keys at the top'),
  score: z.literal(false).optional().describe('false: the folder is left out'),
});

export type Truth = z.infer<typeof truthSchema>;
/** What is known of one input. */
export type Knowledge = Omit<Truth, 'inputs' | 'score'>;
export type FlowLabel = NonNullable<Knowledge['flowLabel']>;
export type NamedBehaviour = z.infer<typeof behaviour>;

/** The address of "203.0.113.9:443", "[2001:db8::1]:443" or a bare address; null when it is none. */
export function peerAddress(text: string): string | null {
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  const plain = bracketed ?? (text.split(':').length === 2 ? text.replace(/:\d{1,5}$/, '') : text);
  return parseAddress(plain, new Uint8Array(16)) ? plain : null;
}
