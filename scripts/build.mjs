/** `npm run build`: compiles the packages and builds the dashboard. */
import { build, buildPages, installPackages, requireNode } from './run.mjs';

requireNode();
await installPackages();
await build();
await buildPages();
