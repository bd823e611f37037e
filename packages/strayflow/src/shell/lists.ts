/** Fills in what the configuration names by file, as plain data that threads and stored states can take. */
import type { IndicatorEntry, Rule } from '../behaviours/index.js';
import type { Config } from '../config.js';
import { openIndicators } from './indicator-files.js';
import { openRules } from './rule-files.js';

interface Lists {
  readonly indicator: { readonly entries: readonly IndicatorEntry[] };
  readonly rule: { readonly rules: readonly Rule[] };
}

/** The same configuration, the contents of its files in the options of the behaviours that look for them. */
export function withLists(config: Config): Config {
  const { indicator, rule } = config.behaviours as unknown as Lists;
  const listed = openIndicators(config.indicators).flatMap(({ entries }) => entries);
  return {
    ...config,
    behaviours: {
      ...config.behaviours,
      indicator: { ...indicator, entries: [...indicator.entries, ...listed] },
      rule: { ...rule, rules: openRules(config.rules, rule.rules) },
    },
  };
}
