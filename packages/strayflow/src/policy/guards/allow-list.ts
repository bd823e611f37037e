/** The allow list: whom it spares as a whole, and what is left of a host's evidence where it spares only some of it. */
import { type Prefix, parsePrefix } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import { covers, groundOf, isScoped } from '../../model/exception-scope.js';
import { concerns, withEmbedded } from '../../model/prefix-overlap.js';
import type { AllowEntry, PolicyOptions } from '../options.js';
import type { Subject } from '../rules.js';
import { guardedPlaces } from './places.js';

type Scope = AllowEntry['scope'];

/** The entries for the host that hold now. An entry for alerts spares from blocks, too. */
function entriesFor(
  { host, now }: Subject,
  forms: readonly Prefix[],
  scope: Scope,
  options: PolicyOptions,
): readonly AllowEntry[] {
  if (options.allow.length === 0) return [];
  const { allow } = guardedPlaces(options);
  return options.allow.filter(
    (entry, i) =>
      (scope === 'block' || entry.scope === 'alert') &&
      (entry.site === undefined || entry.site === host.site) &&
      (entry.expires === undefined || now < Date.parse(entry.expires)) &&
      concerns(allow[i]!.prefixes, forms),
  );
}

/** The entry that spares the host whatever it did. */
export function allowedBy(
  subject: Subject,
  host: Prefix,
  scope: Scope,
  options: PolicyOptions,
): AllowEntry | undefined {
  return entriesFor(subject, withEmbedded(host), scope, options).find((entry) => !isScoped(entry));
}

export interface Uncovered {
  /** The host with the risk of what is left; null where nothing is left. */
  readonly subject: Subject | null;
  /** The first entry that covered something. */
  readonly entry: AllowEntry;
}

/** What is left without the evidence that limited entries cover; null where they cover none of it. */
export function uncovered(
  subject: Subject,
  scope: Scope,
  options: PolicyOptions,
  network: NetworkContext,
): Uncovered | null {
  const prefix = parsePrefix(subject.host.host);
  if (prefix === null) return null;
  const entries = entriesFor(subject, withEmbedded(prefix), scope, options).filter(isScoped);
  if (entries.length === 0) return null;
  const grounds = subject.evidence.map((each) => groundOf(each, 0, network));
  const left = subject.evidence.filter((_, i) => !entries.some((entry) => covers(entry, grounds[i]!)));
  const entry = entries.find((each) => grounds.some((ground) => covers(each, ground)));
  if (entry === undefined || left.length === subject.evidence.length) return null;
  if (left.every(({ family }) => family === 'context')) return { subject: null, entry };
  const { risk, shares } = subject.partial(left);
  const riskAtEnd = Math.min(risk, subject.host.riskAtEnd);
  return { subject: { ...subject, evidence: left, host: { ...subject.host, riskAtEnd, shares } }, entry };
}
