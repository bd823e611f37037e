/** A static HTTP server on the loopback for pages under test: folders, pages from memory, headers of choice. */
import { createReadStream, realpathSync, statSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Headers that make a page cross-origin isolated: shared memory needs them. */
export const CROSS_ORIGIN_ISOLATED: Readonly<Record<string, string>> = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.csv': 'text/csv; charset=utf-8',
};

export interface StaticSite {
  /** Absolute folder of each path prefix, such as `{ '/package/': '/.../dist/' }`; prefixes begin and end with `/`. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Text of each path, such as `{ '/': '<!doctype html>...' }`; the type follows from the ending, HTML without one. */
  readonly pages?: Readonly<Record<string, string>>;
  /** Sent with every answer, such as a content security policy. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface StaticServer {
  /** Such as `http://127.0.0.1:40123`, without a slash at the end. */
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the site on a free port of 127.0.0.1. What lies outside of its folders, also behind a link, is not found. */
export async function serve(site: StaticSite): Promise<StaticServer> {
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(site.headers ?? {})) response.setHeader(name, value);
    answer(site, request.url ?? '/', response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => closed(server) };
}

async function answer(site: StaticSite, url: string, response: ServerResponse): Promise<void> {
  const path = decoded(url.split('?', 1)[0]!);
  const page = path === undefined ? undefined : site.pages?.[path];
  if (page !== undefined) {
    response.setHeader('content-type', TYPES[extname(path!)] ?? TYPES['.html']!);
    response.end(page);
    return;
  }
  // Browsers ask for it by themselves, and report its absence as an error of the page.
  if (path === '/favicon.ico') {
    response.writeHead(204).end();
    return;
  }
  const file = path === undefined ? undefined : fileOf(site, path);
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
  await pipeline(createReadStream(file), response);
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function fileOf(site: StaticSite, path: string): string | undefined {
  for (const [prefix, folder] of Object.entries(site.folders ?? {})) {
    if (!path.startsWith(prefix)) continue;
    try {
      const root = realpathSync(folder);
      const file = realpathSync(join(root, path.slice(prefix.length)));
      if (file.startsWith(root + sep) && statSync(file).isFile()) return file;
    } catch {
      // No such file, or a path that no file can have: the next folder may know it.
    }
  }
  return undefined;
}

async function closed(server: Server): Promise<void> {
  const end = new Promise<void>((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
  });
  server.closeAllConnections();
  await end;
}
