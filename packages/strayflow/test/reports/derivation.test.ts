import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/model/evidence.js';
import { type Derivation, renderDerivation } from '../../src/reports/derivation.js';
import { similarWords } from '../../src/reports/similar.js';
import { exampleAnalysis } from '../example-analysis.js';
import { exampleEvidence, START } from '../example-evidence.js';

const HOUR = 3_600_000;
const [scan, bruteForce] = exampleEvidence;
const { riskNumbers: numbers, lines } = exampleAnalysis();

/** The confidences of the two families, worked out beside the code under test. */
const full = { scan: 0.7 * (1 - 2 ** -3.8), guessing: 0.7 * (1 - 2 ** -3.2) };

function derivation(decay = 1): Derivation {
  const c = { scan: full.scan * decay, guessing: full.guessing };
  const risk = 1 - (1 - c.scan) * (1 - c.guessing);
  const sum = Math.log(1 - c.scan) + Math.log(1 - c.guessing);
  const share = (family: 'port-scan' | 'brute-force', confidence: number, evidence: Evidence) => ({
    family,
    share: (risk * Math.log(1 - confidence)) / sum,
    confidence,
    surprise: evidence.surprise,
    attributable: evidence.attributable,
    evidenceIds: [evidence.id],
  });
  return {
    host: {
      site: 'default',
      host: scan.host,
      role: 'actor',
      risk,
      riskAtEnd: risk / 2,
      peakTime: START + 2 * HOUR,
      shares: [share('port-scan', c.scan, scan), share('brute-force', c.guessing, bruteForce)],
    },
    evidence: [
      { evidence: scan, records: ['tap.pcap: frames 1000, 1003'] },
      { evidence: bruteForce, records: [] },
    ],
    numbers,
    lines,
  };
}

describe('derivation of a risk', () => {
  it('shows every number, and they give the risk', () => {
    const text = renderDerivation(derivation());
    expect(text).toMatchInlineSnapshot(`
      "203.0.113.66 (actor, site default): risk 0.868 at its peak, 2026-03-03 20:00:00 UTC; 0.434 at the
      end of the input.
      The alert line is 0.50, the block line 0.80: it is over the block line.

      Each family counts once, by its strongest evidence at the peak: c = cap x (1 - 2^-(surprise - floor)).
        port scan   c = 0.7 x (1 - 2^-(5.80 - 2)) = 0.6497   share 0.449, sender not proven
        brute force c = 0.7 x (1 - 2^-(5.20 - 2)) = 0.6238   share 0.418
        risk = 1 - (1 - 0.6497) x (1 - 0.6238) = 0.868
      A share is risk x ln(1 - c) over the sum of ln(1 - c). Confidence halves every 6 h of event time
      after its last record.

      * port scan: 203.0.113.66 tried 1,024 ports of 10.1.0.5 in 4 minutes; 1,019 refused or did not
        answer.
           70 %  ports tried: 1,024 (usual 1 to 6)
           30 %  share of failures: 0.995 (usual 0 to 0.08)
          An ordinary host shows this about once in 630,000 times (surprise 5.80): bound of the sequential
          test on failed first contacts (Jung et al. 2004).
          Would not have fired below 20 (ports tried).
          Seen 2026-03-03 18:40:11 UTC to 2026-03-03 18:44:55 UTC, 1 h 15 min before the peak; its records
          do not prove the sender.
          ATT&CK T1046 Network Service Discovery.
          1,024 records, the first: tap.pcap: frames 1000, 1003.
          id 8e32db34be7b197c, revision 1

      * brute force: 203.0.113.66 opened 212 short SSH connections to 10.1.0.5 port 22 in 5 minutes, all
        of one size.
           60 %  log-in attempts: 212 connections (usual 0 to 4 connections)
           40 %  spread of bytes sent: 0.021 (usual 0.4 to 3.1)
          An ordinary host shows this about once in 160,000 times (surprise 5.20): rate measured on
          ordinary SSH sessions of 31 machine-days.
          Would not have fired below 12 connections (log-in attempts).
          Seen 2026-03-03 18:50:11 UTC to 2026-03-03 18:54:55 UTC, 1 h 5 min before the peak; its records
          prove the sender.
          ATT&CK T1110 Brute Force.
          212 records.
          id b9c6ae90546f1cc8, revision 1
      "
    `);
  });

  it('can be worked out again from what it prints', () => {
    const text = renderDerivation(derivation());
    const parts = [...text.matchAll(/\(1 - (0\.\d+)\)/g)].map(([, part]) => Number(part));
    const shown = Number(/risk = .* = (0\.\d+)/.exec(text)![1]);
    expect(parts).toHaveLength(2);
    expect(1 - parts.reduce((product, part) => product * (1 - part), 1)).toBeCloseTo(shown, 2);
  });

  it('shows what decay left of a confidence', () => {
    expect(renderDerivation(derivation(0.5))).toContain('(1 - 2^-(5.80 - 2)) x 0.5 = ');
  });

  it('shows the ordinary flows that are most like a strange one', () => {
    const learned = exampleEvidence.find(({ family }) => family === 'learned')!;
    const similar = similarWords(learned, (place) => (place === 0 ? 'office.log: line 4310' : null));
    const text = renderDerivation({
      ...derivation(),
      evidence: [{ evidence: learned, records: [], similar }],
    });
    expect(text.slice(text.indexOf('    The most similar'), text.indexOf('    Seen'))).toMatchInlineSnapshot(`
      "    The most similar ordinary flows, by distance in standard deviations:
            2.413: 10.1.0.20 to 198.51.100.80 port 443, 2026-03-03 19:00:00 UTC (office.log: line 4310):
            bytes sent 61.2 kB, here 48.2 MB; duration 2.1 s, here 1 min
            2.7: 10.1.0.5 to 198.51.100.80, 2026-03-03 18:30:00 UTC: no difference to speak of
      "
    `);
  });

  it('says why nothing ordinary can be shown beside it', () => {
    const none = 'the models come from a file, which holds no traffic to compare with';
    const words = similarWords({ similar: { rows: 'host-window', nearest: [], none } }, () => null);
    expect(words).toEqual({ title: 'The most similar ordinary hosts in five minutes:', lines: [none] });
    expect(similarWords({}, () => null)).toBeNull();
  });

  it('says which evidence is below the floor', () => {
    const { host, ...rest } = derivation();
    const weak = { ...scan, surprise: 1.5 };
    const text = renderDerivation({
      ...rest,
      host: { ...host, risk: 0, shares: [{ ...host.shares[0]!, share: 0, confidence: 0 }] },
      evidence: [{ evidence: weak, records: [] }],
    });
    expect(text).toContain('not over the floor of 2');
    expect(text).toContain('port scan adds nothing');
    expect(text).toContain('risk = 1 - 1 = 0.00');
  });
});
