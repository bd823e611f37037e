/** What changed from one version of models to another, in plain words. */
import { driftBetween, type KindModels, sayDrift } from '../learned/index.js';
import type { SavedModels } from './model-file.js';

/** One sentence or more about each kind of rows. */
export function modelDifferences(before: SavedModels, after: SavedModels): readonly string[] {
  if (before.sha256 === after.sha256) return ['The models are the same.'];
  return [
    ...kindDifferences('flows', before.learned.flow, after.learned.flow),
    ...kindDifferences('hosts in five-minute windows', before.learned.host, after.learned.host),
  ];
}

/** Columns whose distributions lie this far apart are named (Kolmogorov-Smirnov). */
const NAMED = 0.1;

function kindDifferences(what: string, before: KindModels, after: KindModels): readonly string[] {
  const lines = [
    `${what}: learned from ${before.kept} of ${before.seen} before, ${after.kept} of ${after.seen} now`,
  ];
  const [from, to] = [before.models, after.models];
  if (from === null || to === null) {
    if (from !== to) lines.push(`  ${from === null ? 'can be judged now' : 'can no longer be judged'}`);
    return lines;
  }
  const namesOf = (models: typeof from) => models.byFold[0].members.map(({ name }) => name);
  const added = namesOf(to).filter((name) => !namesOf(from).includes(name));
  const removed = namesOf(from).filter((name) => !namesOf(to).includes(name));
  if (added.length > 0) lines.push(`  models added: ${added.join(', ')}`);
  if (removed.length > 0) lines.push(`  models removed: ${removed.join(', ')}`);
  if (before.spread.length !== after.spread.length) return [...lines, '  of other columns: not compared'];
  const drifted = driftBetween(from.columns, before.spread, after.spread).filter(({ ks }) => ks >= NAMED);
  if (drifted.length === 0) return [...lines, '  no column drifted (KS below 0.1 in all)'];
  return [...lines, ...drifted.map((one) => `  ${sayDrift(one)}`)];
}
