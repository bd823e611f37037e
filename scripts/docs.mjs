/** `npm run docs`: writes what is made from the code: pages of docs/, and the types by which the dashboard knows the API. */
import { writeFileSync } from 'node:fs';
import { build, installPackages, requireNode, root, run } from './run.mjs';

requireNode();
await installPackages();
await build(['packages/strayflow']);
const pages = await import('../packages/strayflow/dist/cli/generated-pages.js');
writeFileSync(`${root}docs/configuration.md`, pages.configurationPage());
writeFileSync(`${root}docs/errors.md`, pages.errorsPage());
writeFileSync(`${root}docs/features.md`, pages.featuresPage());

const api = await run(process.execPath, ['packages/detectors/scripts/api-page.mjs'], { stdout: 'pipe' });
if (api.code !== 0) {
  process.stderr.write(api.output);
  process.exit(api.code);
}
writeFileSync(`${root}docs/detectors/api.md`, api.output);

const { openApi, withDescription } = await import('../packages/strayflow/dist/server/openapi.js');
const { ROUTES } = await import('../packages/strayflow/dist/server/routes/index.js');
const { API_TYPES, apiTypes } = await import('../packages/dashboard/scripts/api-types.mjs');
writeFileSync(API_TYPES, await apiTypes(openApi(withDescription(ROUTES), '')));
