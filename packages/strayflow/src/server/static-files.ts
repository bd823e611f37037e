/** The pages of the dashboard: read once when the server starts, so that no path can lead to any other file. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** Pages that work without the server, and ask it for nothing: theirs is a policy that lets nothing out. */
const LOCAL_PAGES = '/analyse/';

/** As the page itself says (packages/dashboard/analyse/index.html), and what only a header can say. */
const LOCAL_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  'worker-src blob:',
  "style-src 'self'",
  'img-src blob: data:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly tag: string;
  /** Its name changes with what is in it. */
  readonly isImmutable: boolean;
}

export class StaticFiles {
  private readonly files = new Map<string, StaticFile>();

  /** @param folder as it was built; where there is none, nothing is served */
  constructor(folder: string) {
    if (!existsSync(folder)) return;
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const type = TYPES[extname(entry.name)];
      if (!entry.isFile() || type === undefined) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = new Uint8Array(readFileSync(path));
      const url = `/${path.slice(folder.length).split(sep).filter(Boolean).join('/')}`;
      const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
      this.files.set(url, { bytes, type, tag, isImmutable: url.startsWith('/assets/') });
    }
  }

  /** Pages of the dashboard have addresses of their own, and are all the same file. Null: there is nothing. */
  answer({ method, url, headers }: Request): Response | null {
    if (method !== 'GET' && method !== 'HEAD') return null;
    const { pathname } = new URL(url);
    // Its addresses are relative: they need the slash.
    if (pathname === LOCAL_PAGES.slice(0, -1) && this.files.has(`${LOCAL_PAGES}index.html`)) {
      return new Response(null, { status: 308, headers: { location: LOCAL_PAGES } });
    }
    const isPage = (headers.get('accept') ?? '').includes('text/html') && !pathname.startsWith('/assets/');
    const named = pathname === LOCAL_PAGES ? `${LOCAL_PAGES}index.html` : pathname;
    const file = this.files.get(named) ?? (isPage ? this.files.get('/index.html') : undefined);
    if (file === undefined) return null;
    const { bytes, type, tag, isImmutable } = file;
    const cacheControl = isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache';
    const common = {
      etag: tag,
      'cache-control': cacheControl,
      ...(pathname.startsWith(LOCAL_PAGES) ? { 'content-security-policy': LOCAL_POLICY } : {}),
    };
    if (headers.get('if-none-match') === tag) return new Response(null, { status: 304, headers: common });
    return new Response(method === 'HEAD' ? null : bytes, {
      headers: { ...common, 'content-type': type, 'content-length': String(bytes.length) },
    });
  }
}
