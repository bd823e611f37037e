/** Fills in what the configuration names by file: indicators, as plain data that threads and stored states can take. */
import type { Config } from '../config.js';
import { openIndicators } from './indicator-files.js';

/** The same configuration, the contents of its files in the options of the behaviours that look for them. */
export function withLists(config: Config): Config {
  if (config.indicators.length === 0) return config;
  const behaviours = config.behaviours as Record<string, { readonly entries?: readonly unknown[] }>;
  const listed = openIndicators(config.indicators).flatMap(({ entries }) => entries);
  const given = behaviours['indicator']!;
  return {
    ...config,
    behaviours: { ...behaviours, indicator: { ...given, entries: [...(given.entries ?? []), ...listed] } },
  };
}
