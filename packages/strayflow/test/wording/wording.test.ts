/** How evidence of every kind is worded: a change of words is seen, and a kind that is not here is noticed. */
import { describe, expect, it } from 'vitest';
import { ADDRESS_CHECKS, asShared } from '../../src/addresses/index.js';
import { SPOOFING_KINDS } from '../../src/addresses/spoofing/kinds.js';
import { BEHAVIOURS } from '../../src/behaviours/index.js';
import { collector, fitModels, learnedStage, ordinaryTraffic, runHere } from '../../src/learned/index.js';
import { type Evidence, FAMILIES } from '../../src/model/evidence.js';
import { similarWords } from '../../src/reports/similar.js';
import {
  basisWords,
  rarityWords,
  techniqueWords,
  thresholdWords,
  usualWords,
  valueWords,
} from '../../src/reports/words.js';
import { OFFICE } from '../behaviours/drive.js';
import { OPTIONS } from '../learned/fitted.js';
import { flowRows, type MadeFlow, ordinaryFlows, ordinaryHostRows } from '../learned/synthetic-rows.js';
import { ADDRESSES } from './address-scenarios.js';
import { ATTACKS } from './attack-scenarios.js';
import { LEAKS } from './leak-scenarios.js';
import { LINKS } from './link-scenarios.js';
import type { Scenario } from './scenario.js';

const SCENARIOS: readonly Scenario[] = [...ATTACKS, ...LEAKS, ...LINKS, ...ADDRESSES];
/** Evidence of other hosts or kinds that a scenario brings along is bounded, so that one scenario is a few lines. */
const MOST_PIECES = 3;

function worded(evidence: Evidence): string {
  const { host, role, family, peer, surprise, attributable, technique } = evidence;
  const similar = similarWords(evidence, () => null);
  return [
    `${family}, ${role} ${host}${peer === null ? '' : `, peer ${peer}`}${attributable ? ', sender proven' : ''}`,
    `  ${evidence.summary}`,
    ...evidence.contributions.map((contribution) => {
      const usual = usualWords(contribution);
      const share = `${Math.round(100 * contribution.share)} %`;
      return `  ${share.padStart(5)}  ${contribution.feature}: ${valueWords(contribution)} (${usual === null ? 'nothing to compare with' : `usual ${usual}`})`;
    }),
    `  ${rarityWords(surprise, evidence.subject)}: ${basisWords(evidence.basis)}.`,
    ...[thresholdWords(evidence) ?? 'No one number decides.'].map((words) => `  ${words}`),
    ...(similar === null ? [] : [similar.title, ...similar.lines].map((words) => `  ${words}`)),
    ...(technique === null ? [] : [`  ${techniqueWords(technique)}`]),
  ].join('\n');
}

function section(name: string, told: readonly Evidence[]): string {
  const shown = told
    .toSorted((a, b) => b.surprise - a.surprise)
    .slice(0, MOST_PIECES)
    .map(worded);
  const more = told.length > MOST_PIECES ? [`and ${told.length - MOST_PIECES} more`] : [];
  return `## ${name}\n\n${[...shown, ...more].join('\n\n')}\n`;
}

async function learned(): Promise<readonly Evidence[]> {
  const keeper = collector(OPTIONS, 3);
  const sample = keeper.open();
  keeper.add(sample, flowRows(ordinaryFlows(6_000, 11)));
  keeper.add(sample, ordinaryHostRows(200, 12));
  const excluded = { excludedHosts: new Set<string>() };
  const models = await fitModels(sample, OPTIONS, { seed: 3, ...excluded, run: runHere });
  const stage = learnedStage(models, OPTIONS, OFFICE, { ordinary: ordinaryTraffic(sample, excluded) });
  const state = stage.open();
  const told: Evidence[] = [];
  const emit = (evidence: Evidence) => told.push(evidence);
  const theft: MadeFlow = {
    ...{ time: 1_700_000_250_000, source: '10.0.0.7', destination: '203.0.113.9', destinationPort: 443 },
    ...{ established: true, values: [400_000_000, 90_000, 300_000, 250_000, 5, 0] },
  };
  stage.step(state, flowRows([theft]), emit);
  const windows = ordinaryHostRows(1, 61);
  windows.values.set([40, 900, 1], 3 * 4);
  stage.step(state, windows, emit);
  stage.advance(state, Number.POSITIVE_INFINITY, emit);
  return told.filter(({ host }) => host === '10.0.0.7' || host === '10.0.0.5');
}

describe('the wording of evidence', () => {
  const told = SCENARIOS.map((each) => ({ ...each, evidence: each.told() }));

  it('is that of the snapshot', async () => {
    const shared = asShared(told[0]!.evidence[0]!, 'recognised');
    const text = [
      ...told.map(({ name, evidence }) => section(name, evidence)),
      section('learned', await learned()),
      section('of a shared address', [shared]),
    ].join('\n');
    await expect(text).toMatchFileSnapshot('wording.txt');
  }, 60_000);

  it.each(told.map((each) => [each.name, each] as const))('%s is told', (_, { evidence, stage }) => {
    const { families } = [...BEHAVIOURS, ...ADDRESS_CHECKS].find(({ name }) => name === stage)!;
    expect(evidence.length).toBeGreaterThan(0);
    for (const { summary, contributions, family, technique } of evidence) {
      expect(families).toContain(family);
      expect(summary).toMatch(/^[^\s].{10,}[^.\s]$/);
      expect(summary).not.toMatch(/undefined|null|NaN|Infinity|\{|\}/);
      expect(contributions.length).toBeGreaterThan(0);
      if (technique !== null) expect(techniqueWords(technique)).toContain(' ');
    }
  });

  it('is kept for every behaviour, check of addresses, sign of forgery and family', () => {
    const stages = new Set(told.map(({ stage }) => stage));
    expect(
      [...BEHAVIOURS, ...ADDRESS_CHECKS].map(({ name }) => name).filter((name) => !stages.has(name)),
    ).toEqual([]);
    const forged = told.filter(({ stage }) => stage === 'spoofing').flatMap(({ evidence }) => evidence);
    expect(new Set(forged.map(({ key }) => key))).toEqual(new Set(SPOOFING_KINDS));
    const families = new Set(told.flatMap(({ evidence }) => evidence.map(({ family }) => family)));
    expect(FAMILIES.filter((family) => !families.has(family))).toEqual(['learned']);
  });
});
