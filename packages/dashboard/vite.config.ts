/** Builds the pages into the folder that the server serves them from (strayflow's src/server/static-files.ts). */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

// Browsers that know light-dark() and native dialogs.
const BROWSERS = ['chrome123', 'firefox120', 'safari17.5'];

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  build: {
    outDir: fileURLToPath(new URL('../strayflow/dist/dashboard/', import.meta.url)),
    emptyOutDir: true,
    target: BROWSERS,
    cssTarget: BROWSERS,
    // The server's policy allows no inline script, style or data: but for images.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.txt' },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 800,
    // React's libraries mark modules for servers that render, which we have not.
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
