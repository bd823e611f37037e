import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../src/model/analysis.js';
import { htmlReport } from '../../src/reports/html/index.js';
import { STYLE } from '../../src/reports/html/style.js';
import { contrast } from '../contrast.js';
import { exampleAnalysis, exampleClassic } from '../example-analysis.js';

type Element = DefaultTreeAdapterTypes.Element;

function render(analysis: Analysis): string {
  return new TextDecoder().decode(htmlReport.render(analysis, [])[0]!.content);
}

function faults(page: string): string[] {
  const codes: string[] = [];
  parse(page, { onParseError: (error) => codes.push(`${error.code} at line ${error.startLine}`) });
  return codes;
}

function elements(page: string): Element[] {
  const found: Element[] = [];
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) node.childNodes.forEach(visit);
  };
  visit(parse(page));
  return found;
}

const attribute = (element: Element, name: string) =>
  element.attrs.find((entry) => entry.name === name)?.value;
const textOf = (node: DefaultTreeAdapterTypes.Node): string =>
  'value' in node && node.nodeName === '#text'
    ? node.value
    : 'childNodes' in node
      ? node.childNodes.map(textOf).join('')
      : '';

const attack = exampleAnalysis({ classic: exampleClassic });
const quiet = exampleAnalysis({
  hosts: [],
  evidence: [],
  decisions: [],
  countries: [],
  histograms: [],
  projection: null,
});
const EVIL = `"><script>alert(1)</script><img src=x onerror=alert(1)>' onmouseover=a \u202e\u001b[31m &amp; \${x}`;

/** The analysis with every string replaced, keys of data included. */
function poisoned(value: unknown, key = ''): unknown {
  const closed = ['family', 'role', 'action', 'kind', 'preset', 'rows', 'sha256', 'licence'];
  if (typeof value === 'string') return closed.includes(key) ? value : EVIL;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, key));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [name, poisoned(item, name)]);
  return Object.fromEntries(entries);
}

describe.each([
  ['of an attack', attack],
  ['of a quiet network', quiet],
  ['full of hostile text', poisoned(attack) as Analysis],
] as const)('the page %s', (_, analysis) => {
  const page = render(analysis);
  const all = elements(page);

  it('is well-formed', () => {
    expect(faults(page)).toEqual([]);
  });

  it('runs no script, asks nobody for anything, and says so to the browser', () => {
    const tags = new Set(all.map((element) => element.tagName));
    for (const tag of [
      'script',
      'img',
      'iframe',
      'object',
      'embed',
      'form',
      'base',
      'image',
      'foreignObject',
      'use',
    ]) {
      expect(tags).not.toContain(tag);
    }
    for (const element of all) {
      for (const { name, value } of element.attrs) {
        expect(name).not.toMatch(/^on/);
        if (name === 'href' && element.tagName === 'a')
          expect(value).toMatch(/^(#|https:\/\/|[a-z]+\.(txt|csv|json)$)/);
        else if (name !== 'content') expect(value).not.toMatch(/https?:|javascript:|url\((?!#)|@import/i);
      }
    }
    expect(STYLE).not.toMatch(/url\(|@import|https?:/);
    const policy = all.find((element) => attribute(element, 'http-equiv') === 'Content-Security-Policy');
    expect(attribute(policy!, 'content')).toContain("default-src 'none'");
    expect(attribute(policy!, 'content')).not.toContain('script-src');
  });

  it('has a language, a title, one main heading, and each id once', () => {
    expect(attribute(all.find((element) => element.tagName === 'html')!, 'lang')).toBe('en');
    expect(textOf(all.find((element) => element.tagName === 'title')!)).toMatch(/Strayflow report/);
    expect(all.filter((element) => element.tagName === 'h1')).toHaveLength(1);
    const ids = all.flatMap((element) => attribute(element, 'id') ?? []);
    if (analysis === attack) expect(new Set(ids).size).toBe(ids.length);
    for (const element of all) {
      const target = attribute(element, 'href');
      if (target?.startsWith('#') === true) expect(ids).toContain(target.slice(1));
    }
  });

  it('names every picture, and gives every table a caption and column heads', () => {
    for (const svg of all.filter((element) => element.tagName === 'svg')) {
      expect(attribute(svg, 'role')).toBe('img');
      expect(attribute(svg, 'aria-label')!.length).toBeGreaterThan(10);
    }
    for (const table of all.filter((element) => element.tagName === 'table')) {
      const inside = table.childNodes.map((node) => node.nodeName);
      expect(inside).toContain('caption');
      expect(inside).toContain('thead');
    }
    for (const head of all.filter((element) => element.tagName === 'th'))
      expect(attribute(head, 'scope')).toBe('col');
  });

  it('shows nothing that a reader cannot see', () => {
    const hidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;
    expect(page.split('\n').filter((line) => hidden.test(line))).toEqual([]);
  });
});

describe('the page', () => {
  const text = textOf(parse(render(attack)));

  it('says who attacks whom, with what and since when, before anything else', () => {
    const first = text.indexOf(
      '203.0.113.66 is attacking 10.1.0.5: port scan and brute force, since 2026-03-03 18:40:11 UTC',
    );
    expect(first).toBeGreaterThan(0);
    expect(first).toBeLessThan(text.indexOf('Hosts by risk'));
    expect(text.indexOf('Majority trap')).toBeLessThan(text.indexOf('Hosts by risk'));
  });

  it('says that nothing is over the alert line when that is so', () => {
    expect(textOf(parse(render(quiet)))).toContain('Nothing is over the alert line of 0.5.');
  });

  it('gives each evidence its value, usual range, threshold, rarity, records and technique', () => {
    for (const words of [
      'Would not have fired below 20 (ports tried).',
      'about once in 630,000 times',
      'evening tap.pcap: frames 1000, 1003,',
      '(the first 8 of 1,024)',
      'MITRE ATT&CK T1046 Network Service Discovery',
      '1 to 6',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('shows the ordinary flows that are most like a strange one, with their records', () => {
    expect(text).toContain('The most similar ordinary flows, by distance in standard deviations:');
    expect(text).toContain('2.413: 10.1.0.20 to 198.51.100.80 port 443, 2026-03-03 19:00:00 UTC');
    expect(text).toMatch(/: line 4310\): bytes sent 61\.2 kB, here 48\.2 MB; duration 2\.1 s, here 1 min/);
  });

  it('says what was decided, by which rule, and which guard held a block back', () => {
    expect(text).toContain('guard "attributable" held the block back: no handshake');
    expect(text).toContain('The policy observes: nothing was blocked.');
  });

  it('says how old the location data are and whose they are', () => {
    expect(text).toContain('data of 2026-02-01 (31 days before the last record)');
    expect(text).toContain('IP Geolocation by DB-IP, CC BY 4.0');
  });

  it('shows both verdicts when the old script was run, and only then', () => {
    expect(text).toContain('9,451 of 9,970 rows flagged.');
    expect(render(exampleAnalysis())).not.toContain('Both verdicts');
  });

  it('lists a bounded number of flows, hosts and evidence, and says of how many', () => {
    const flow = attack.flows[0]!;
    const host = attack.hosts[0]!;
    const big = exampleAnalysis({
      flows: Array.from({ length: 5_000 }, () => flow),
      hosts: Array.from({ length: 500 }, (_, i) => ({ ...host, host: `10.3.${i >> 8}.${i & 255}` })),
      flowCount: 1_000_000,
    });
    const page = render(big);
    expect(page.length).toBeLessThan(1_500_000);
    expect(page).toContain('The strangest 100 of the 5,000');
    expect(page).toContain('of 1,000,000 flows in all');
    expect(page).toContain('And 470 more hosts');
  });

  it('colours its drawings by variables, so that they follow the theme', () => {
    const page = render(attack);
    const colours = page.slice(page.indexOf('<body>')).match(/(?:fill|stroke)="#[0-9a-f]{3,6}"/g) ?? [];
    expect(colours).toEqual([]);
    const used = new Set([...page.matchAll(/var\(--([a-z0-9-]+)\)/gi)].map((match) => match[1]!));
    for (const name of used) expect(STYLE, name).toContain(`--${name}:`);
  });
});

describe('the style', () => {
  const blocks = [...STYLE.matchAll(/color-scheme: (light|dark);([^}]*)/g)].slice(0, 2);
  it.each(blocks.map((block) => [block[1]!, block[2]!] as const))(
    'is readable in %s (WCAG 2.2 AA)',
    (_, block) => {
      const colour = Object.fromEntries(
        [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]),
      );
      const grounds = ['page', 'card', 'red-ground', 'amber-ground', 'green-ground'];
      for (const ground of grounds) {
        for (const ink of ['text', 'muted', 'link']) {
          expect(contrast(colour[ink]!, colour[ground]!), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
        }
      }
      for (const signal of ['red', 'amber', 'green']) {
        expect(contrast(colour['card']!, colour[signal]!), `label on ${signal}`).toBeGreaterThanOrEqual(4.5);
        expect(contrast(colour[signal]!, colour['card']!), signal).toBeGreaterThanOrEqual(4.5);
      }
      expect(contrast(colour['amber']!, colour['amber-ground']!)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(colour['text']!, colour['code']!)).toBeGreaterThanOrEqual(4.5);
    },
  );
});
