/**
 * STIX 2 bundles (OASIS STIX 2.1): `indicator` objects whose pattern names addresses, domains, certificates or JA3/JA4,
 * alone or joined by OR. A pattern that asks for more is not understood in part: it is refused.
 */
import { z } from 'zod';
import type { Confidence } from '../../behaviours/indicator/options.js';
import type { Kind } from './candidate.js';
import { type ListDefaults, type ListReading, listReading, refuse, take } from './list.js';

const indicatorObject = z.object({
  type: z.literal('indicator'),
  pattern: z.string().max(100_000),
  pattern_type: z.string().optional(),
  valid_from: z.string().optional(),
  valid_until: z.string().optional(),
  revoked: z.boolean().optional(),
  confidence: z.number().min(0).max(100).optional(),
});

const bundle = z.object({ type: z.literal('bundle'), objects: z.array(z.unknown()).default([]) });

const PATHS: readonly (readonly [RegExp, Kind])[] = [
  [/^ipv[46]-addr:value$/, 'address'],
  [/^network-traffic:(?:src|dst)_ref\.value$/, 'address'],
  [/^domain-name:value$/, 'domain'],
  [/^x509-certificate:hashes\.'?SHA-?(?:1|256)'?$/i, 'fingerprint'],
  [/^network-traffic:.*ja[34]s?.*$/i, 'fingerprint'],
];

const COMPARISON = /^\s*([a-z0-9-]+:[A-Za-z0-9_.'-]+)\s*=\s*'((?:[^'\\]|\\.){1,1000})'\s*$/;

/** The values that a pattern asks for one of; null where it asks for anything else. */
export function valuesOf(pattern: string): readonly { kind: Kind; value: string }[] | null {
  const trimmed = pattern.trim();
  if (!trimmed.startsWith('[') || !trimmed.endsWith(']')) return null;
  const values: { kind: Kind; value: string }[] = [];
  for (const part of trimmed.slice(1, -1).split(/\bOR\b|\]\s*OR\s*\[/)) {
    const match = COMPARISON.exec(part.replace(/[[\]]/g, ''));
    const kind = match === null ? undefined : PATHS.find(([path]) => path.test(match[1]!))?.[1];
    if (match === null || kind === undefined) return null;
    values.push({ kind, value: match[2]!.replace(/\\(.)/g, '$1') });
  }
  return values;
}

/** STIX 2.1 appendix A: its scale of none, low, medium, high. */
function confidenceOf(value: number): Confidence {
  if (value < 30) return 'low';
  return value < 70 ? 'medium' : 'high';
}

const isDate = (text: string | undefined): text is string =>
  text !== undefined && text.length <= 40 && !Number.isNaN(Date.parse(text));

/** Null where the text is no bundle. */
export function readStix(text: string, defaults: ListDefaults): ListReading | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = bundle.safeParse(json);
  if (!parsed.success) return null;
  const list = listReading();
  for (const [index, each] of parsed.data.objects.entries()) {
    const object = indicatorObject.safeParse(each);
    if (!object.success) continue;
    const { pattern, pattern_type, valid_from, valid_until, revoked, confidence } = object.data;
    const values = pattern_type === undefined || pattern_type === 'stix' ? valuesOf(pattern) : null;
    if (revoked === true) refuse(list, 'revoked', index + 1);
    else if (values === null) refuse(list, 'a pattern that is not understood', index + 1);
    else {
      const about = {
        ...defaults,
        ...(isDate(valid_from) ? { added: valid_from } : {}),
        ...(isDate(valid_until) ? { expires: valid_until } : {}),
        ...(confidence === undefined ? {} : { confidence: confidenceOf(confidence) }),
      };
      for (const { kind, value } of values) take(list, value, index + 1, about, kind);
    }
  }
  return list;
}
