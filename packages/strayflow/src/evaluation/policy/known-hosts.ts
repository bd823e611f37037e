/** What is known of hosts beside their traffic: a truth, and whom a person excepted. */
import { parsePrefix, prefixContains } from '../../model/address.js';
import type { StoredException } from '../../store/read-state.js';
import { suspects } from '../expectations.js';
import type { LabelledFolder } from '../truth/file.js';
import type { Known } from './preview.js';

function truthOf(folders: readonly LabelledFolder[]): (host: string) => Known | null {
  const knowledge = folders.flatMap(({ truth: { inputs, score: _, ...top } }) =>
    inputs === undefined ? [top] : Object.values(inputs).map((own) => ({ ...top, ...own })),
  );
  const attackers = new Set(knowledge.flatMap(suspects));
  const benign = new Set(knowledge.flatMap((each) => each.benign ?? []));
  const isRestBenign = knowledge.length > 0 && knowledge.every(({ others }) => others === 'benign');
  return (host) => {
    if (attackers.has(host)) return { wrong: false, says: 'an attacker, by the truth' };
    return benign.has(host) || isRestBenign ? { wrong: true, says: 'benign, by the truth' } : null;
  };
}

/** @param exceptions a person's word comes before a truth */
export function knownHosts(
  folders: readonly LabelledFolder[],
  exceptions: readonly StoredException[],
): (host: string) => Known | null {
  const byTruth = truthOf(folders);
  const excepted = exceptions.map(({ prefix, reason }) => ({ prefix: parsePrefix(prefix), reason }));
  return (host) => {
    const address = parsePrefix(host)?.bytes;
    const own = excepted.find(
      ({ prefix }) => prefix !== null && address !== undefined && prefixContains(prefix, address),
    );
    if (own !== undefined) return { wrong: true, says: `excepted by hand: ${own.reason}` };
    return byTruth(host);
  };
}
