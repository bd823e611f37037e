/** CrowdSec: blocks as decisions of its local API, so that its bouncers enforce them and let them go. */
import type { Enforcer, StandingBlock } from '../model/enforcer.js';
import { counted } from '../model/format.js';
import type { ActionResult } from '../model/report.js';
import { canonicalPrefix, secondsLeft, writtenPrefix } from './blocked-prefix.js';
import { makeDecisions, readDecisions, takeBack } from './crowdsec/decisions.js';
import { type CrowdsecOptions, crowdsecOptionsSchema } from './crowdsec/options.js';
import { Session } from './crowdsec/session.js';
import { rehearsal, resultOf } from './enforcer-result.js';

export const crowdsec: Enforcer<CrowdsecOptions> = {
  name: 'crowdsec',
  title: 'CrowdSec',
  options: crowdsecOptionsSchema,

  list(options, now): Promise<readonly StandingBlock[]> {
    return Session.with(options, async (session) => {
      // Where a change broke off, an address has two decisions: the longer one holds.
      const ends = new Map<string, number>();
      for (const { prefix, msLeft } of await readDecisions(session, options.origin)) {
        ends.set(prefix, Math.max(ends.get(prefix) ?? 0, Math.round(now + msLeft)));
      }
      return [...ends].map(([prefix, expires]) => ({ prefix, expires }));
    });
  },

  async change(options, change, now) {
    const add = change.add.map((block) => ({ ...block, prefix: canonicalPrefix(block.prefix) }));
    const gone = new Set([...change.remove.map(canonicalPrefix), ...add.map(({ prefix }) => prefix)]);
    if (gone.size === 0) return;
    await Session.with(options, async (session) => {
      const before = await readDecisions(session, options.origin);
      // New ones first: an address whose end changes is never let go between.
      await makeDecisions(session, options.origin, add, now);
      await takeBack(
        session,
        before.filter(({ prefix }) => gone.has(prefix)),
      );
    });
  },

  clear(options) {
    return Session.with(options, async (session) =>
      takeBack(session, await readDecisions(session, options.origin)),
    );
  },

  plan({ url, origin }, { add, remove }, now) {
    const target = (prefix: string) => {
      const { text, isSingle } = writtenPrefix(prefix);
      return `${isSingle ? 'address' : 'range'} ${text}`;
    };
    return [
      ...remove.map((prefix) => `${url}: take back decisions of origin ${origin} on ${target(prefix)}\n`),
      ...add.map(
        ({ prefix, expires }) =>
          `${url}: ban ${target(prefix)} for ${secondsLeft(expires, now)}s, origin ${origin}\n`,
      ),
    ].join('');
  },

  check(options): Promise<ActionResult> {
    return resultOf(() =>
      Session.with(options, async (session) => {
        const held = counted((await readDecisions(session, options.origin)).length, 'decision');
        return `CrowdSec at ${options.url} lets ${options.machine} in: ${held} of origin ${options.origin}. It needs a bouncer to act on them.`;
      }),
    );
  },

  rehearse(options, now): Promise<ActionResult> {
    return rehearsal(crowdsec, { ...options, origin: `${options.origin}-rehearsal` }, now);
  },
};
