import { describe, expect, it } from 'vitest';
import { hostQuality } from '../../src/evaluation/hosts.js';
import type { Family } from '../../src/model/evidence.js';
import type { HostRisk } from '../../src/model/host-risk.js';

const host = (name: string, risk: number, shares: readonly (readonly [Family, number])[]): HostRisk => ({
  site: 'default',
  host: name,
  role: 'actor',
  risk,
  riskAtEnd: risk,
  peakTime: 0,
  shares: shares.map(([family, confidence]) => ({
    family,
    share: confidence,
    confidence,
    surprise: 5,
    attributable: true,
    evidenceIds: [],
  })),
});

describe('the quality by host', () => {
  const risks = [
    host('bad', 0.7, [['port-scan', 0.7]]),
    host('good', 0.6, [
      ['flood', 0.55],
      ['clear-text', 0.1],
    ]),
    host('calm', 0.3, [['flood', 0.3]]),
    host('odd', 0.9, [['learned', 0.4]]),
    { ...host('hit', 0.9, [['flood', 0.7]]), role: 'victim' as const },
  ];
  const quality = hostQuality(
    risks,
    new Set(['bad', 'quiet']),
    new Set(['good', 'calm', 'hit', 'mute']),
    0.5,
  );

  it('ranks bad hosts against benign ones, hosts without evidence at 0 and ties as a coin would', () => {
    // bad above all 4; quiet below good and calm, tied with hit and mute: (4 + 1) / 8.
    expect(quality.auroc).toBeCloseTo(5 / 8, 12);
  });

  it('names benign hosts at the line, and whom the truth does not know, but no victims', () => {
    expect(quality.falselyAccused).toEqual([{ host: 'good', risk: 0.6, families: ['flood'] }]);
    expect(quality.unnamed).toEqual([{ host: 'odd', risk: 0.9, families: ['learned'] }]);
  });

  it('counts by family who is rightly and wrongly accused', () => {
    expect(quality.families).toEqual({
      flood: { right: 0, wrong: 1 },
      learned: { right: 0, wrong: 0 },
      'port-scan': { right: 1, wrong: 0 },
    });
  });
});
