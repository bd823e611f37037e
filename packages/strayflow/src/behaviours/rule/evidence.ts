/** What a rule of the user says of a host. */
import type { Evidence } from '../../model/evidence.js';
import { hostText } from '../host-key.js';
import { listed } from '../references.js';
import { evidenceOf, type Told } from '../telling.js';
import { plainDuration, plainNumber } from '../words.js';
import { placeholder, type Rule } from './options.js';
import type { RuleSeries } from './series.js';

export const SURPRISE = { low: 2.5, medium: 3.5, high: 4.5 } as const;

function fill(rule: Rule, series: RuleSeries): string {
  const words: Readonly<Record<string, string>> = {
    count: plainNumber(series.references.count),
    distinct: plainNumber(series.recent.size),
    host: hostText(series.host),
    peer: series.peer === null ? 'several hosts' : hostText(series.peer),
    name: series.name.slice(0, 80),
    window: plainDuration(rule.windowMs),
  };
  return rule.summary.replace(placeholder, (_, name: string) => words[name]!);
}

export function ruleEvidence(rule: Rule, series: RuleSeries, told: Told, site: string): Evidence {
  const { references } = series;
  const feature =
    rule.distinct === undefined ? 'matches of the rule' : `different ${rule.distinct}s that match the rule`;
  return evidenceOf({
    revision: told.revision,
    family: 'rule',
    site,
    host: hostText(series.host),
    role: rule.role,
    peer: series.peer === null ? null : hostText(series.peer),
    key: rule.by === 'pair' ? `${rule.name} ${series.peer === null ? '' : hostText(series.peer)}` : rule.name,
    firstSeen: series.firstSeen,
    lastSeen: series.lastSeen,
    basis: { kind: 'confidence-class', name: rule.surprise, why: `the rule ${rule.name} says so` },
    surprise: SURPRISE[rule.surprise],
    attributable: 2 * series.proven > references.count,
    summary: `${fill(rule, series)} (rule ${rule.name})`,
    contributions: [
      {
        feature,
        value: rule.distinct === undefined ? references.count : series.recent.size,
        unit: '',
        usual: null,
        share: 1,
      },
    ],
    threshold: { feature, value: rule.count, unit: '' },
    records: listed(references),
    recordCount: references.count,
    technique: rule.technique ?? null,
  });
}
