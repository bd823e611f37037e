/** The addresses that policy would block, one a line, each under a comment with its reason and expiry. */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { parsePrefix } from '../model/address.js';
import type { Decision } from '../model/decision.js';
import { isoTime, riskText } from '../model/format.js';
import type { Report } from '../model/report.js';
import { visible } from '../model/visible.js';

/** Of several blocks of one host, the one that lasts longest. */
function longest(decisions: readonly Decision[]): readonly Decision[] {
  const byHost = new Map<string, Decision>();
  for (const decision of decisions) {
    if (decision.action !== 'block') continue;
    const other = byHost.get(decision.host);
    if (other === undefined || (decision.expires ?? 0) >= (other.expires ?? 0))
      byHost.set(decision.host, decision);
  }
  return [...byHost.values()];
}

/** A firewall may read this file: nothing but an address or prefix may stand outside of a comment. */
function entry(decision: Decision): string {
  const until = decision.expires === null ? 'no expiry' : `until ${isoTime(decision.expires)}`;
  const comment = `# ${until}, risk ${riskText(decision.risk)}, rule ${decision.rule}: ${decision.reason}`;
  const address = parsePrefix(decision.host) === null ? `# not an address: ${decision.host}` : decision.host;
  return `${visible(comment)}\n${visible(address)}\n`;
}

export const blockListReport: Report = {
  name: 'blocklist',
  title: 'Block list',
  render(analysis) {
    const blocks = longest(analysis.decisions);
    const simulated = blocks.every((decision) => decision.simulated);
    const head = [
      `# Strayflow block list, ${blocks.length} ${blocks.length === 1 ? 'entry' : 'entries'}, as of ${isoTime(analysis.now)}.`,
      simulated
        ? '# The policy observes: nothing was blocked. These would have been.'
        : '# The policy enforces: these were blocked, unless their comment says otherwise.',
      '# Entries expire at the time in their comment. This file does not remove them by itself.',
    ];
    const text = `${head.join('\n')}\n${blocks.map(entry).join('')}`;
    return [{ path: 'blocklist.txt', mediaType: 'text/plain', content: utf8ToBytes(text) }];
  },
};
