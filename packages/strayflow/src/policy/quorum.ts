/** Whether the evidence suffices for a block: who it is about, how many kinds of it, and how much of it could be forged. */
import { riskText } from '../model/format.js';
import type { HostRisk } from '../model/host-risk.js';
import type { PolicyOptions } from './options.js';
import { provenPart, quorumFamilies } from './partial-risk.js';
import type { Subject } from './rules.js';

/** Why not, in words that follow "not blocked: ", or null. */
export function missing({ host, evidence, partial }: Subject, options: PolicyOptions): string | null {
  const who = nobody(host);
  if (who !== null) return who;
  const families = quorumFamilies(host).length;
  if (families < options.minFamilies) {
    const found = families === 1 ? 'is 1' : `are ${families}`;
    return `a block needs ${options.minFamilies} families of evidence and there ${found}`;
  }
  if (options.minAttributable === 0) return null;
  const proven = provenPart(evidence, partial);
  if (quorumFamilies(proven).length < options.minAttributable) {
    return 'no evidence binds the address to its sender, so it may be forged';
  }
  if (proven.risk < options.attributableLine) {
    return `what binds the address to its sender is a risk of ${riskText(proven.risk)} by itself, under ${riskText(
      options.attributableLine,
    )}, and the rest may be forged`;
  }
  return null;
}

function nobody(host: HostRisk): string | null {
  if (host.subject === 'network') return 'it is the network as a whole, and no host';
  return host.role === 'victim' ? 'being attacked is not being an attacker' : null;
}
