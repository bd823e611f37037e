import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

const INSTRUCTIONS = new Map<string, RegExp>([
  ['FROM', /^[a-z0-9-]+:[a-z0-9.-]+( AS [a-z]+)?$/],
  ['WORKDIR', /^\/\S+$/],
  ['COPY', /^(--from=[a-z]+ )?\S+( \S+)+$/],
  ['RUN', /^\S/],
  ['ENV', /^[A-Z_]+=\S+$/],
  ['USER', /^[a-z]+$/],
  ['VOLUME', /^\[.*\]$/],
  ['EXPOSE', /^(\d+\/(tcp|udp) ?)+$/],
  ['STOPSIGNAL', /^SIG[A-Z]+$/],
  ['HEALTHCHECK', /^(--[a-z-]+=\S+ +)+CMD \[.*\]$/],
  ['ENTRYPOINT', /^\[.*\]$/],
  ['CMD', /^\[.*\]$/],
]);

function instructions(): readonly Instruction[] {
  const text = readFileSync(join(ROOT, 'packaging/Containerfile'), 'utf8').replaceAll(/\\\n\s*/g, '');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({
      name: line.slice(0, line.indexOf(' ')),
      rest: line.slice(line.indexOf(' ') + 1).trim(),
    }));
}

const all = (name: string) => instructions().flatMap((each) => (each.name === name ? [each.rest] : []));

describe('the container file', () => {
  it('has instructions of the right form alone, and names images without a registry', () => {
    for (const { name, rest } of instructions()) {
      expect(INSTRUCTIONS.has(name), name).toBe(true);
      expect(rest).toMatch(INSTRUCTIONS.get(name)!);
    }
    expect(all('FROM')).toEqual(['node:20-slim AS build', 'node:20-slim']);
  });

  it('copies what is there, and what the build context holds', () => {
    const ignored = readFileSync(join(ROOT, '.dockerignore'), 'utf8');
    expect(readFileSync(join(ROOT, '.containerignore'), 'utf8')).toBe(ignored);
    const copied = all('COPY').filter((rest) => !rest.startsWith('--from'));
    const sources = copied.flatMap((rest) => rest.split(' ').slice(0, -1));
    expect(sources.length).toBeGreaterThan(3);
    for (const source of sources) {
      expect(existsSync(join(ROOT, source)), source).toBe(true);
      expect(ignored.split('\n')).toContain(`!${source.replace(/^\.\//, '')}`);
    }
  });

  it('runs as a user who is not root, and is asked how it is by the program itself', () => {
    expect(all('USER')).toEqual(['node']);
    expect(all('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(all('HEALTHCHECK')[0]).toContain('CMD ["strayflow", "doctor", "--ready",');
  });
});
