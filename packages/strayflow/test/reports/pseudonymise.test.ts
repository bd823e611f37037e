import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../src/model/address.js';
import type { Analysis } from '../../src/model/analysis.js';
import { REPORTS, renderJson, renderTerminal } from '../../src/reports/index.js';
import { manifestFile } from '../../src/reports/manifest.js';
import { pseudonymise } from '../../src/reports/pseudonymise.js';
import { exampleAnalysis, exampleClassic } from '../example-analysis.js';

function everything(analysis: Analysis): string {
  // PNG files are the SVG files as pixels, and take the longest.
  const texts = REPORTS.filter(({ name }) => name !== 'png')
    .flatMap((report) => report.render(analysis, []))
    .map(({ content }) => new TextDecoder().decode(content));
  const manifest = new TextDecoder().decode(manifestFile(analysis, []).content);
  const terminal = renderTerminal(analysis, { width: 100, color: true, reportPath: null });
  return [...texts, manifest, terminal, renderJson(analysis, { reportPath: null })].join('\n');
}

const octet = fc.integer({ min: 11, max: 250 });
const ipv4 = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
const group = fc.integer({ min: 0x1111, max: 0xffff });
const ipv6 = fc
  .array(group, { minLength: 8, maxLength: 8 })
  .map((groups) => groups.map((value) => value.toString(16)).join(':'));
const address = fc.oneof(ipv4, ipv6);

/** Another spelling of the same IPv6 address. */
function long(text: string): string {
  return text.includes(':') ? text.toUpperCase() : text;
}

describe('pseudonyms', () => {
  it('leave no address in any file, wherever it stood', () => {
    fc.assert(
      fc.property(fc.uniqueArray(address, { minLength: 6, maxLength: 6 }), (addresses) => {
        const [host, peer, inText, inKey, inWarning, inside] = addresses as [
          string,
          string,
          string,
          string,
          string,
          string,
        ];
        const base = exampleAnalysis({ classic: exampleClassic });
        const similar = base.evidence.find(({ family }) => family === 'learned')!.similar!;
        const evidence = {
          ...base.evidence[0]!,
          host,
          peer,
          key: `vertical ${inKey}:22`,
          similar: {
            ...similar,
            nearest: similar.nearest.map((row) => ({ ...row, host: peer, peer: inside })),
          },
          summary: `${host} spoke to ${long(inText)}, [${inText}]:443, (${inText}/64) and port:${inText}.`,
        };
        const analysis: Analysis = {
          ...base,
          evidence: [evidence],
          hosts: [
            {
              ...base.hosts[0]!,
              host,
              shares: [{ ...base.hosts[0]!.shares[0]!, evidenceIds: [evidence.id] }],
            },
          ],
          contexts: { [host]: { ...base.contexts['203.0.113.66']!, host } },
          warnings: [`too much of ${inWarning}`, `mac 00:1B:44:11:3a:b7 and 001b.4411.3ab7`],
          internal: { ...base.internal, prefixes: [inside], statement: `internal is ${inside}` },
          flows: [
            {
              ...base.flows[0]!,
              source: host,
              destination: inside,
              uid: 'CHhAvVGS1DHFjwGM9',
              service: 'fileserver-7',
            },
          ],
          decisions: [{ ...base.decisions[0]!, host, reason: `${peer} is a guard's` }],
          classic: { ...exampleClassic, hosts: [{ host, rows: 1, flagged: 1 }] },
        };
        const text = everything(pseudonymise(analysis)).toLowerCase();
        for (const original of addresses) {
          const bytes = new Uint8Array(16);
          parseAddress(original, bytes);
          expect(text).not.toContain(original.toLowerCase());
          expect(text).not.toContain(formatAddress(bytes));
        }
        for (const secret of [
          '00:1b:44',
          '001b.4411',
          'chhavvgs1',
          'fileserver',
          'evening',
          'amsterdam',
          'example hosting',
          evidence.id,
        ]) {
          expect(text, secret).not.toContain(secret);
        }
      }),
      { numRuns: 8 },
    );
  });

  const masked = pseudonymise(exampleAnalysis());

  it('name hosts by side and in the order of the report, the same everywhere', () => {
    expect(masked.hosts.map(({ host }) => host)).toEqual(['outside-1', 'outside-2', 'inside-1', 'inside-2']);
    expect(masked.evidence[0]).toMatchObject({
      host: 'outside-1',
      peer: 'inside-1',
      key: 'vertical inside-1',
      summary: 'outside-1 tried 1,024 ports of inside-1 in 4 minutes; 1,019 refused or did not answer.',
    });
    expect(masked.contexts['outside-1']).toMatchObject({
      host: 'outside-1',
      location: { countryCode: 'NL', city: null },
    });
    expect(masked.decisions[0]!.host).toBe('outside-1');
    expect(masked.internal.prefixes).toEqual(['inside-network-1', 'inside-network-2']);
  });

  it('keep an address of an IPv6 host recognisable as that host', () => {
    const flow = masked.flows.find(({ source }) => source.startsWith('outside-2'))!;
    expect(flow.source).toBe('outside-2-1');
  });

  it('keep references between flows, shares, decisions and evidence, under ids that cannot be tried out', () => {
    const before = exampleAnalysis();
    const ids = new Set(masked.evidence.map(({ id }) => id));
    expect(ids.size).toBe(before.evidence.length);
    for (const { id } of before.evidence) expect(ids).not.toContain(id);
    const references = [
      ...masked.hosts.flatMap(({ shares }) => shares.flatMap(({ evidenceIds }) => evidenceIds)),
      ...masked.flows.flatMap(({ evidenceIds }) => evidenceIds),
      ...masked.decisions.flatMap(({ evidenceIds }) => evidenceIds),
    ];
    expect(references.length).toBeGreaterThan(20);
    for (const id of references) expect(ids).toContain(id);
  });

  it('leave numbers, times, versions, families and rejects by reason alone', () => {
    const before = exampleAnalysis();
    expect(masked.timeline).toEqual(before.timeline);
    expect(masked.coverage.rejected).toEqual(before.coverage.rejected);
    expect(masked.version).toBe('0.1.0');
    expect(masked.hosts.map(({ shares }) => shares.map(({ family }) => family))).toEqual(
      before.hosts.map(({ shares }) => shares.map(({ family }) => family)),
    );
    expect(masked.attributions).toEqual(before.attributions);
  });

  it('do not mistake an input that is named like a family or a field', () => {
    const base = exampleAnalysis();
    const inputs = base.coverage.inputs.map((input, i) => ({ ...input, name: i === 0 ? 'flood' : 'hosts' }));
    const odd = pseudonymise(exampleAnalysis({ coverage: { ...base.coverage, inputs } }));
    expect(odd.hosts[1]!.shares[0]!.family).toBe('flood');
    expect(odd.coverage.inputs.map(({ name }) => name)).toEqual(['input-1', 'input-2']);
  });

  it('are the same whenever they are given', () => {
    expect(pseudonymise(exampleAnalysis())).toEqual(masked);
  });
});
