/** Analyses one case as `strayflow analyze` would, and holds the result against what is known. */
import { type AddressTable, addressTable, internAddress } from '../model/address-table.js';
import type { Analysis } from '../model/analysis.js';
import type { FlowBatch } from '../model/flow-batch.js';
import { type Analysed, analyse, filesAsInputs, type RunOptions } from './analyse.js';
import type { Case } from './cases.js';
import { expected, suspects } from './expectations.js';
import { readLabels } from './flows/label-file.js';
import { type FlowQuality, ScoredFlows } from './flows/scored-flows.js';
import { type HostQuality, hostQuality } from './hosts.js';
import { type CalledAttack, calledAttack, type Outcome, outcomeOf, type Told } from './match.js';

const MAX_HOSTS = 1_000_000;
const DAY_MS = 86_400_000;

export interface CaseResult {
  readonly folder: string;
  readonly input: string;
  readonly flows: number;
  readonly hosts: number;
  /** Length of the capture on its own clock. */
  readonly days: number;
  readonly outcomes: readonly Outcome[];
  /** Harmless events that may look like attacks, and those that were called one. */
  readonly harmless: number;
  readonly calledAttacks: readonly CalledAttack[];
  /** Behaviours of events that left no sign. */
  readonly invisible: readonly string[];
  readonly quality: HostQuality;
  readonly labelled: FlowQuality | null;
  /** Which models judged, in one sentence. */
  readonly judge: string;
  readonly lines: Analysis['lines'];
  /** What the evaluation had to leave out: revisions of evidence, hosts. */
  readonly dropped: number;
}

function internHosts(table: AddressTable, flows: FlowBatch): void {
  for (let row = 0; row < flows.length; row++) {
    internAddress(table, flows.source, row * 16);
    internAddress(table, flows.destination, row * 16);
  }
}

/** Throws StrayflowError when an input cannot be used. */
export async function runCase(each: Case, options: RunOptions): Promise<CaseResult> {
  const { files, truth } = each;
  const config = { ...options.config, internal: [...(truth.internal ?? options.config.internal)] };
  const tables = [];
  if (truth.flowLabel !== undefined) {
    for (const file of files) tables.push(await readLabels(file, truth.flowLabel));
  }
  const scored = truth.flowLabel === undefined ? null : new ScoredFlows(tables);
  const table = addressTable(MAX_HOSTS);
  const analysed = await analyse(
    await filesAsInputs(files, config),
    { ...options, config },
    (rows, scores) => {
      internHosts(table, rows.flows);
      scored?.add(rows, scores);
    },
  );
  return compare(each, analysed, table, scored);
}

function compare(
  { folder, input, truth }: Case,
  { analysis, tellings, nameOf, hostOf }: Analysed,
  table: AddressTable,
  scored: ScoredFlows | null,
): CaseResult {
  const seen = new Set(Array.from({ length: table.size }, (_, id) => nameOf(table.bytes, id * 16)));
  const bad = new Set(suspects(truth).map(hostOf));
  const good = truth.others === 'benign' ? [...seen] : (truth.benign ?? []).map(hostOf);
  const benign = new Set(good.filter((host) => seen.has(host) && !bad.has(host)));
  const malicious = new Set([...bad].filter((host) => seen.has(host)));
  const told: Told = {
    tellings: tellings.all,
    hosts: analysis.hosts,
    alertLine: analysis.lines.alert,
    hostOf,
  };
  const { expectations, harmless, invisible } = expected(truth);
  return {
    folder,
    input,
    flows: analysis.flowCount,
    hosts: seen.size,
    days: (analysis.span.end - analysis.span.start) / DAY_MS,
    outcomes: expectations.map((expectation) => outcomeOf(expectation, told)),
    harmless: harmless.length,
    calledAttacks: harmless.flatMap((event) => calledAttack(event, expectations, told) ?? []),
    invisible,
    quality: hostQuality(analysis.hosts, malicious, benign, analysis.lines.alert),
    labelled: scored?.quality() ?? null,
    judge: analysis.judge,
    lines: analysis.lines,
    dropped: tellings.dropped + table.refused,
  };
}
