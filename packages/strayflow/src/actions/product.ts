/** Who speaks, for formats that ask for it. */
import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

export const PRODUCT = { vendor: 'Strayflow', name: 'Strayflow', version } as const;
