/** `npm run docs`: writes the pages of docs/ that are made from the code. */
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
