import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openApi, withDescription } from '../../../strayflow/src/server/openapi.js';
import { ROUTES } from '../../../strayflow/src/server/routes/index.js';
import { API_TYPES, apiTypes } from '../../scripts/api-types.mjs';

it('types of the API are fresh: npm run docs writes what stands there', async () => {
  expect(readFileSync(API_TYPES, 'utf8')).toBe(await apiTypes(openApi(withDescription(ROUTES), '')));
});
