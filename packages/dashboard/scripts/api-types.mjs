/** The types by which the dashboard knows the API: made of the server's own description of it. */
import { fileURLToPath } from 'node:url';
import openapiTypes, { astToString } from 'openapi-typescript';

/** The file that they stand in. */
export const API_TYPES = fileURLToPath(new URL('../src/api/contract/generated.ts', import.meta.url));

/** What the file is to say. @param {object} description as `/api/v1/openapi.json` */
export async function apiTypes(description) {
  const types = astToString(await openapiTypes(description));
  return `/** Made from the server's description of the API (\`npm run docs\`): not changed by hand. */\n${types}`;
}
