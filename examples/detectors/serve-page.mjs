/** Serves the example page and the built package on this computer alone: node examples/detectors/serve-page.mjs [PORT] */
import { createReadStream, existsSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = '/examples/detectors/page/';
const SERVED = [PAGE, '/packages/detectors/dist/'];
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
};

if (!existsSync(`${root}packages/detectors/dist/index.js`)) {
  process.stderr.write('The package is not built: run npm run build first.\n');
  process.exit(2);
}

/** The file behind an address, or undefined: also when it lies outside of what is served, or behind a link. */
async function fileOf(path) {
  const folder = SERVED.find((prefix) => path.startsWith(prefix));
  if (folder === undefined) return undefined;
  try {
    const inside = decodeURIComponent(path.slice(folder.length)) || 'index.html';
    const from = await realpath(root + folder.slice(1));
    const file = await realpath(from + sep + inside);
    return file.startsWith(from + sep) && (await stat(file)).isFile() ? file : undefined;
  } catch {
    return undefined;
  }
}

const server = createServer(async (request, response) => {
  const path = request.url.split('?', 1)[0];
  if (path === '/') {
    response.writeHead(302, { location: PAGE }).end();
    return;
  }
  const file = await fileOf(path);
  const type = file && TYPES[extname(file)];
  if (!type) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': type, 'x-content-type-options': 'nosniff' });
  createReadStream(file)
    .on('error', () => response.destroy())
    .pipe(response);
});
server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${server.address().port}${PAGE}\n`);
});
