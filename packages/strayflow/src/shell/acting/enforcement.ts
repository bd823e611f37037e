/** Makes one enforcer hold what the ledger wants, and nothing else. */
import type { Block, Enforcer } from '../../model/enforcer.js';
import type { Ledger } from '../../store/ledger/ledger.js';
import type { FaultPoint } from './fault-point.js';

export interface ConfiguredEnforcer {
  readonly enforcer: Enforcer;
  readonly options: unknown;
}

/** What was changed to make them agree, by prefix. */
export interface Deed {
  readonly enforcer: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Ends that are nearer to each other are the same: enforcers keep time in seconds (ms). */
const SAME_END_MS = 2_000;

/** Null when they agree already. Throws StrayflowError: 'enforce-failed', 'state-unwritable'. */
export async function agree(
  ledger: Ledger,
  site: string,
  { enforcer, options }: ConfiguredEnforcer,
  now: number,
  pass: FaultPoint = () => {},
): Promise<Deed | null> {
  const standing = new Map((await enforcer.list(options, now)).map((block) => [block.prefix, block.expires]));
  noteFound(ledger, enforcer.name, standing, now);
  const wanted = ledger.wanted(site, now);
  const add = wanted.filter(({ prefix, expires }: Block) => {
    const end = standing.get(prefix);
    return end === undefined || Math.abs(end - expires) > SAME_END_MS;
  });
  const kept = new Set(wanted.map(({ prefix }) => prefix));
  const remove = [...standing.keys()].filter((prefix) => !kept.has(prefix));
  if (add.length + remove.length === 0) return null;
  const deed = { enforcer: enforcer.name, added: add.map(({ prefix }) => prefix), removed: remove };
  ledger.begin(deed);
  const change = enforcer.change(options, { add, remove }, now);
  pass('amid-enforcer');
  await change;
  pass('after-enforcer');
  ledger.enforced(deed, now);
  pass('after-audit');
  return deed;
}

/** The power failed, or the enforcer did, before what it was asked for could be noted as done: it is seen how far it came. */
function noteFound(ledger: Ledger, name: string, standing: ReadonlyMap<string, number>, now: number): void {
  const begun = ledger.begun(name);
  if (begun === null) return;
  const added = begun.added.filter((prefix) => standing.has(prefix));
  const removed = begun.removed.filter((prefix) => !standing.has(prefix));
  ledger.enforced({ enforcer: name, added, removed }, now, true);
}
