/** The page that documents every export is fresh, and no export is without a docstring. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as detectors from '../src/index.js';
import { generatedPage } from './generated-page.js';

const written = readFileSync(new URL('../../../docs/detectors/api.md', import.meta.url), 'utf8');

it('is fresh, and every export has a docstring: npm run docs writes what stands in docs/detectors/api.md', async () => {
  const { page, complaint } = await generatedPage();
  expect(complaint).toBe('');
  expect(written).toBe(page);
});

it('has a section for every value that the package exports', () => {
  for (const name of Object.keys(detectors)) expect(written).toContain(`\n### ${name}\n`);
});

it('links to sections that are there', () => {
  const anchors = new Set<string>();
  for (const [, heading] of written.matchAll(/^#+ (.*)$/gm)) {
    const anchor = heading!
      .toLowerCase()
      .replace(/[^a-z0-9 _-]/g, '')
      .replaceAll(' ', '-');
    for (let n = 0, each = anchor; ; each = `${anchor}-${++n}`) {
      if (anchors.has(each)) continue;
      anchors.add(each);
      break;
    }
  }
  const links = [...written.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor!);
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter((link) => !anchors.has(link))).toEqual([]);
  expect(new Set(links).size).toBe(links.length);
});
