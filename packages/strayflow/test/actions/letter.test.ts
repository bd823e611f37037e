import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeLetter, type Letter } from '../../src/actions/letter.js';
import { letterHtml, letterText } from '../../src/actions/letter-parts.js';
import type { Decision } from '../../src/model/decision.js';
import { quantity, riskText } from '../../src/model/format.js';
import { exampleAnalysis } from '../example-analysis.js';

const analysis = exampleAnalysis();

function decision(changes: Partial<Decision> = {}): Decision {
  return { ...analysis.decisions[0]!, ...changes };
}
function compose(decisions: readonly Decision[], prefix = '[strayflow]', changes = {}): Letter {
  const letter = composeLetter({ analysis: { ...analysis, ...changes }, decisions, files: [] }, prefix);
  if (letter === null) throw new Error('expected a letter');
  return letter;
}

describe('a mail about new decisions', () => {
  it('reads like this', () => {
    expect(letterText(compose(analysis.decisions), null)).toMatchInlineSnapshot(`
      "203.0.113.66: port scan, brute force (risk 0.868) and 1 more host

      203.0.113.66 (?cmd?b?31m.example (DNS), external, Amsterdam, NL, Example Hosting B.V.)
        Would be blocked until 2026-03-03 19:55:00 UTC (the policy only observes): risk 0.868 is over the block line 0.8, with two families of which brute-force is attributable
        * 203.0.113.66 tried 1,024 ports of 10.1.0.5 in 4 minutes; 1,019 refused or did not answer.
            ports tried: 1,024 ports (usual 1 to 6)
            share of failures: 0.995 (usual 0 to 0.08)
            would not have fired below 20 ports (ports tried)
            2026-03-03 18:40:11 UTC to 2026-03-03 18:44:55 UTC, 1,024 records
        * 203.0.113.66 opened 212 short SSH connections to 10.1.0.5 port 22 in 5 minutes, all of one size.
            log-in attempts: 212 connections (usual 0 to 4)
            spread of bytes sent: 0.021 (usual 0.4 to 3.1)
            would not have fired below 12 connections (log-in attempts)
            2026-03-03 18:50:11 UTC to 2026-03-03 18:54:55 UTC, 212 records

      2001:db8:77:1::/64 (external, Singapore, SG, Example Hosting B.V.)
        Alert: risk 0.811 is over the block line 0.8, but guard "attributable" held the block back: no handshake
        * 2001:db8:77:1::/64 sent 48,000 SYN a second to 2001:db8:10::5 and completed no handshake.
            SYN rate: 48,000 per second (usual 0 to 12.5)
            would not have fired below 400 per second (SYN rate)
            2026-03-03 19:15:11 UTC to 2026-03-03 19:19:55 UTC, 1,440,000 records
        * 2001:db8:77:1::/64 tried port 445 of 96 hosts of 2001:db8:10::/48 within 5 minutes.
            hosts tried: 96 hosts (usual 1 to 5)
            would not have fired below 15 hosts (hosts tried)
            2026-03-03 19:15:11 UTC to 2026-03-03 19:19:55 UTC, 96 records

      Coverage: 63,050 records read, 62,854 parsed, 196 rejected (truncated packet 187, bad IPv4 header length 9); 9,970 flows of 214 hosts, 2026-03-03 18:00:00 UTC to 2026-03-03 20:00:00 UTC.
      Judged by models fitted on this capture: isolation forest, one-class SVM and autoencoder.
      Caution: Majority trap: 61 % of the flows are near-identical failed attempts of one source, so the models may have learned the attack as normal; trust the behaviours.
      IP Geolocation by DB-IP (https://db-ip.com, CC BY 4.0).

      Sent by Strayflow. The report folder holds every record that this rests on.
      "
    `);
  });

  it('is not written when nothing calls for one', () => {
    expect(composeLetter({ analysis, decisions: [], files: [] }, 'x')).toBeNull();
    expect(
      composeLetter({ analysis, decisions: [decision({ action: 'ignore' })], files: [] }, 'x'),
    ).toBeNull();
  });

  it('has one section a host, blocks before alerts, the riskiest first', () => {
    const letter = compose([
      decision({ host: '192.0.2.1', action: 'alert', risk: 0.9 }),
      decision({ host: '192.0.2.2', action: 'block', risk: 0.81 }),
      decision({ host: '192.0.2.3', action: 'block', risk: 0.95 }),
      decision({ host: '192.0.2.3', action: 'alert', risk: 0.6 }),
    ]);
    expect(letter.sections.map(({ host }) => host)).toEqual(['192.0.2.3', '192.0.2.2', '192.0.2.1']);
  });

  it('stays short however many hosts there are, and says what it left out', () => {
    const many = Array.from({ length: 1_000 }, (_, i) =>
      decision({ host: `198.51.100.${i}`, reason: 'x'.repeat(9_999) }),
    );
    const letter = compose(many);
    expect(letter.omitted).toBe(980);
    expect(letterText(letter, null)).toContain('980 more hosts in the report.');
    expect(letterHtml(letter, null, null).length).toBeLessThan(60_000);
  });

  it('cannot be given a header, a tag or a terminal sequence by what it quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (hostile) => {
        const bite = `${hostile}\r\nBcc: all@example.org\u001b[31m<script>\u2028\u202e`;
        const evidence = analysis.evidence.map((one) => ({ ...one, summary: bite }));
        const warnings = [bite];
        const letter = compose([decision({ host: bite, reason: bite })], '[x]', {
          evidence,
          warnings,
          judge: bite,
        });
        expect(letter.subject).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
        expect(letter.subject.length).toBeLessThanOrEqual(400);
        expect(letterText(letter, null)).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\u2028\u2029]/u);
        const html = letterHtml(letter, null, null);
        expect(html).not.toContain('<script');
        expect(html.match(/<h2/g)).toHaveLength(1);
      }),
    );
  });

  it('does not take the name of a host for a property of every object', () => {
    expect(compose([decision({ host: 'constructor' })]).sections[0]?.where).toBeNull();
  });
});

describe('numbers in a mail', () => {
  it.each([
    [1_024, '1,024'],
    [0.0213579, '0.02136'],
    [-12_345.6, '-12,346'],
    [123.456, '123.5'],
    [0, '0'],
    [1e21, '1e+21'],
    [Number.POSITIVE_INFINITY, 'Infinity'],
  ])('%d is %s', (value, text) => expect(quantity(value)).toBe(text));

  it('never round a risk up over a line', () => {
    expect(riskText(0.79999)).toBe('0.799');
    expect(riskText(0.8)).toBe('0.80');
    expect(riskText(1)).toBe('1.00');
  });
});
