/** The plots as PNG files at twice their size, by a native renderer with the bundled font. */
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import type { Report } from '../model/report.js';

const require = createRequire(import.meta.url);

export const pngReport: Report = {
  name: 'png',
  title: 'Plots (PNG)',
  render(_, earlier) {
    const font = {
      // The machine's own fonts would make the bytes depend on the machine.
      loadSystemFonts: false,
      fontFiles: [
        require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
        require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
      ],
      defaultFontFamily: 'DejaVu Sans Condensed',
    };
    return earlier
      .filter((file) => file.path.startsWith('plots/') && file.path.endsWith('.svg'))
      .map((file) => {
        const svg = new TextDecoder().decode(file.content);
        const image = new Resvg(svg, { font, fitTo: { mode: 'zoom', value: 2 } }).render();
        return {
          path: file.path.replace(/\.svg$/, '.png'),
          mediaType: 'image/png',
          content: new Uint8Array(image.asPng()),
        };
      });
  },
};
