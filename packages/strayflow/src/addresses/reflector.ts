/**
 * Recognises outside hosts that merely answer requests which somebody forged in the network's name (Rossow, "Amplification
 * Hell", NDSS 2014). It accuses nobody: policy does not block them for what they were made to send.
 */
import { z } from 'zod';
import { ADDRESS_BYTES, hostName } from '../model/address.js';
import { type AddressTable, addressTable, findAddress, internAddress } from '../model/address-table.js';
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import { type Evidence, evidenceId } from '../model/evidence.js';
import { type FlowBatch, opensFlow } from '../model/flow-batch.js';
import { REFLECTOR_KEY } from '../model/guard-signs.js';
import { answersOf } from '../model/unasked-answers.js';
import { WINDOW_MS, windowStart } from '../model/window.js';

const HOUR_MS = 3_600_000;

const reflectorOptions = z.strictObject({
  minAnswers: z
    .int()
    .min(2)
    .default(20)
    .describe('Unrequested answers of an outside host within an hour (flows)'),
  minShare: z
    .number()
    .gt(0.5)
    .max(1)
    .default(0.9)
    .describe(
      'Share of them in all flows that the host began or was taken to have begun since the first (0..1)',
    ),
  maxHosts: z
    .int()
    .min(16)
    .max(1_000_000)
    .default(32_768)
    .describe('Outside hosts with unrequested answers watched in an hour (hosts)'),
});
type ReflectorOptions = z.infer<typeof reflectorOptions>;

interface Answerer {
  answers: number;
  /** Other flows that it began. */
  begun: number;
  isTold: boolean;
  readonly firstSeen: number;
  lastSeen: number;
  readonly input: number;
  readonly record: number;
}

interface SiteReflectors {
  hour: number;
  table: AddressTable;
  answerers: Answerer[];
  /** Those to look at when the tick ends. */
  due: number[];
  refused: number;
}

interface ReflectorState {
  readonly sites: Map<string, SiteReflectors>;
}

function siteOf(
  state: ReflectorState,
  batch: FlowBatch,
  row: number,
  options: ReflectorOptions,
): SiteReflectors {
  const hour = Math.floor(batch.time[row]! / HOUR_MS);
  const known = state.sites.get(batch.site);
  if (known !== undefined && hour <= known.hour) return known;
  const refused = known === undefined ? 0 : known.refused + known.table.refused;
  const site = { hour, table: addressTable(options.maxHosts), answerers: [], due: [], refused };
  state.sites.set(batch.site, site);
  return site;
}

function countAnswer(
  state: ReflectorState,
  batch: FlowBatch,
  row: number,
  sender: Uint8Array,
  options: ReflectorOptions,
): void {
  const site = siteOf(state, batch, row, options);
  const id = internAddress(site.table, sender, row * ADDRESS_BYTES);
  if (id < 0) return;
  const time = batch.time[row]!;
  let answerer = site.answerers[id];
  if (answerer === undefined) {
    const [input, record] = [batch.input[row]!, batch.recordNumber[row]!];
    answerer = { answers: 0, begun: 0, isTold: false, firstSeen: time, lastSeen: time, input, record };
    site.answerers[id] = answerer;
  }
  answerer.answers++;
  answerer.lastSeen = Math.max(answerer.lastSeen, time);
  if (answerer.answers % options.minAnswers === 0 && !answerer.isTold) site.due.push(id);
}

function stepRow(
  state: ReflectorState,
  batch: FlowBatch,
  row: number,
  options: ReflectorOptions,
  network: NetworkContext,
): void {
  if (!opensFlow(batch.record[row]!)) return;
  const at = row * ADDRESS_BYTES;
  const answers = answersOf(batch, row);
  if (answers !== null) {
    const sender = answers.side === 'source' ? batch.source : batch.destination;
    if (!network.isInternal(sender, at)) countAnswer(state, batch, row, sender, options);
    return;
  }
  const site = state.sites.get(batch.site);
  if (site === undefined || site.table.size === 0 || batch.initiatorKnown[row] !== 1) return;
  const id = findAddress(site.table, batch.source, at);
  if (id >= 0) site.answerers[id]!.begun++;
}

function reflectorEvidence(
  { answers, begun, firstSeen, lastSeen, input, record }: Answerer,
  site: string,
  host: string,
  options: ReflectorOptions,
): Evidence {
  const start = windowStart(firstSeen);
  const window = { start, end: Math.max(start, windowStart(lastSeen)) + WINDOW_MS };
  const identity = { site, host, role: 'actor', family: 'context', key: REFLECTOR_KEY, window } as const;
  const usual = { low: 0, high: options.minAnswers - 1 };
  return {
    id: evidenceId(identity),
    revision: 0,
    ...identity,
    peer: null,
    firstSeen,
    lastSeen,
    basis: { kind: 'confidence-class', name: 'low', why: 'a sender may choose the source port of a server' },
    surprise: 1,
    attributable: false,
    summary: `sent ${answers} answers that nobody had asked for, and began ${begun} other flows: requests were forged, and it merely answered`,
    contributions: [
      { feature: 'unrequested answers', value: answers, unit: 'flows', usual, share: 1 },
      { feature: 'other flows that it began', value: begun, unit: 'flows', usual: null, share: 0 },
    ],
    threshold: { feature: 'unrequested answers', value: options.minAnswers, unit: 'flows' },
    records: [{ input, record }],
    recordCount: answers,
    technique: null,
  };
}

export const reflector: Behaviour<ReflectorOptions, ReflectorState> = {
  name: REFLECTOR_KEY,
  title: 'Outside hosts that merely answer forged requests',
  families: ['context'],
  options: reflectorOptions,
  create: (options, network) => ({
    name: REFLECTOR_KEY,
    key: 'source',
    open: () => ({ sites: new Map() }),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, options, network);
    },
    advance(state, _now, emit) {
      for (const [name, { due, answerers, table }] of state.sites) {
        for (const id of due.splice(0)) {
          const answerer = answerers[id]!;
          const { answers, begun, isTold } = answerer;
          if (isTold || answers < options.minShare * (answers + begun)) continue;
          answerer.isTold = true;
          const host = hostName(table.bytes, id * ADDRESS_BYTES, false);
          emit(reflectorEvidence(answerer, name, host, options));
        }
      }
    },
    dropped(state) {
      let sum = 0;
      for (const { refused, table } of state.sites.values()) sum += refused + table.refused;
      return sum;
    },
  }),
};
