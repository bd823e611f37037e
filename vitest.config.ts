import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const alias = [
  { find: /^@strayflow\/detectors$/, replacement: source('./packages/detectors/src/index.ts') },
  {
    find: /^@strayflow\/detectors\/threads$/,
    replacement: source('./packages/detectors/src/threads/index.ts'),
  },
];
/** Most tests wait for other processes as much as they compute. */
const WORKERS = Math.max(2, availableParallelism() - 1);
const shared = { pool: 'forks', environment: 'node', maxWorkers: WORKERS } as const;

/**
 * `unit` runs in `npm run check`; `integration` needs real servers and tools and runs in `npm test`, as does `lab`; `data` needs a folder
 * of real traffic and runs in `npm run evaluate`.
 */
export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'unit',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: ['**/*.integration.test.ts', '**/*.data.test.ts', '**/node_modules/**'],
          testTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'integration',
          include: ['packages/*/test/**/*.integration.test.ts'],
          exclude: ['**/*.lab.integration.test.ts', '**/node_modules/**'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'lab',
          include: ['packages/*/test/**/*.lab.integration.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // After all others and one by one: how soon an attacker is cut off is part of what they ask.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'data',
          include: ['packages/*/test/**/*.data.test.ts'],
          testTimeout: 240_000,
        },
      },
    ],
  },
});
