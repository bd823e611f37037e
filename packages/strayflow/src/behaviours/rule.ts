/** Rules that the user wrote: enough matches of one host or pair within a window are evidence of family `rule`. */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { FactBatch } from '../model/fact-batch.js';
import type { FlowBatch } from '../model/flow-batch.js';
import { provesHandshake } from './handshake.js';
import { hostKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { forget, type RecentMap, recall, recentMap, remember } from './recent-map.js';
import { type CompiledRule, compile } from './rule/compile.js';
import { ruleEvidence, SURPRISE } from './rule/evidence.js';
import { type Rule, type RuleOptions, ruleOptions } from './rule/options.js';
import { addMatch, isOver, type Matched, openSeries, type RuleSeries } from './rule/series.js';
import { isNews, nextTold } from './telling.js';

export interface RuleState {
  readonly series: RecentMap<RuleSeries>;
  /** Keys with news since the last tick. */
  readonly dirty: Set<string>;
  /** Evidence of series that ended before the tick at which it would have been told. */
  readonly ended: RuleSeries[];
}

function keyOf(rule: Rule, match: Matched): string {
  return rule.by === 'pair' ? `${match.rule} ${match.host}${match.peer}` : `${match.rule} ${match.host}`;
}

function note(state: RuleState, rule: Rule, match: Matched): void {
  const key = keyOf(rule, match);
  let series = recall(state.series, key);
  if (series !== undefined && isOver(series, match.time, rule.windowMs)) {
    if (series.isFired && state.dirty.has(key)) state.ended.push(series);
    forget(state.series, key);
    series = undefined;
  }
  if (series === undefined) {
    series = openSeries(match);
    remember(state.series, key, series, (kept) => kept.isFired);
  }
  addMatch(series, match, rule.count, rule.windowMs);
  if (series.isFired) state.dirty.add(key);
}

/** The host that is named, and the other side. */
function sides(rule: Rule, source: string, destination: string): Pick<Matched, 'host' | 'peer'> {
  return rule.role === 'actor' ? { host: source, peer: destination } : { host: destination, peer: source };
}

function countedValue(
  rule: Rule,
  source: string,
  destination: string,
  port: number,
  name: string,
): string | null {
  switch (rule.distinct) {
    case 'source':
      return source;
    case 'destination':
      return destination;
    case 'port':
      return String(port);
    case 'name':
      return name;
    default:
      return null;
  }
}

function stepRow(
  state: RuleState,
  batch: FlowBatch,
  row: number,
  rules: readonly CompiledRule[],
  network: NetworkContext,
): void {
  for (const [place, compiled] of rules.entries()) {
    if (compiled.rule.on !== 'flow' || !compiled.flow(batch, row)) continue;
    const { rule } = compiled;
    const source = hostKey(batch.source, 16 * row, network);
    const destination = hostKey(batch.destination, 16 * row, network);
    note(state, rule, {
      rule: place,
      ...sides(rule, source, destination),
      name: '',
      value: countedValue(rule, source, destination, batch.destinationPort[row]!, ''),
      time: batch.time[row]!,
      input: batch.input[row]!,
      record: batch.recordNumber[row]!,
      isProven: provesHandshake(batch, row),
    });
  }
}

function takeFact(
  state: RuleState,
  batch: FactBatch,
  row: number,
  rules: readonly CompiledRule[],
  network: NetworkContext,
): void {
  const name = batch.name.dictionary[batch.name.codes[row]!]!;
  for (const [place, compiled] of rules.entries()) {
    if (compiled.rule.on === 'flow' || !compiled.fact(batch, row, name)) continue;
    const { rule } = compiled;
    const source = hostKey(batch.address, 16 * row, network);
    const destination = hostKey(batch.peer, 16 * row, network);
    note(state, rule, {
      rule: place,
      ...sides(rule, source, destination),
      name,
      value: countedValue(rule, source, destination, 0, name),
      time: batch.time[row]!,
      input: batch.input[row]!,
      record: batch.recordNumber[row]!,
      isProven: rule.on === 'tls' || rule.on === 'http',
    });
  }
}

function siteStage(options: RuleOptions, network: NetworkContext): SiteStage<RuleState> {
  const rules = options.rules.map((rule) => compile(rule, network));
  const hasFlows = options.rules.some(({ on }) => on === 'flow');
  const hasFacts = options.rules.some(({ on }) => on !== 'flow');
  return {
    name: 'rule',
    key: 'pair',
    open: () => ({ series: recentMap(options.maxSeries), dirty: new Set(), ended: [] }),
    step(state, batch) {
      if (!hasFlows) return;
      for (let row = 0; row < batch.length; row++) {
        // Mid-stream it is not known who began: such flows accuse nobody.
        if (batch.initiatorKnown[row] === 1) stepRow(state, batch, row, rules, network);
      }
    },
    facts(state, batch) {
      if (!hasFacts) return;
      for (let row = 0; row < batch.length; row++) takeFact(state, batch, row, rules, network);
    },
    advance(state, now, site, emit) {
      const due = [...state.dirty].sort().flatMap((key) => recall(state.series, key) ?? []);
      const atEnd = now === Number.POSITIVE_INFINITY;
      for (const series of [...state.ended.splice(0), ...due]) {
        const rule = options.rules[series.rule];
        if (rule === undefined || !series.isFired) continue;
        const { count } = series.references;
        const surprise = SURPRISE[rule.surprise];
        if (!isNews(series.told, surprise, count, atEnd)) continue;
        series.told = nextTold(series.told, surprise, count);
        emit(ruleEvidence(rule, series, series.told, site));
      }
      state.dirty.clear();
    },
    dropped: (state) => state.series.forgotten,
  };
}

export const rule: Behaviour<RuleOptions, PerSiteState<RuleState>> = {
  name: 'rule',
  title: 'Own rules',
  families: ['rule'],
  options: ruleOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
