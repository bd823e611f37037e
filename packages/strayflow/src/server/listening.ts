/** The sockets of the server: HTTP or TLS, every wait bounded, no more connections than are meant. */
import { readFileSync, statSync } from 'node:fs';
import { createServer as createHttp, type Server, type ServerOptions } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Config } from '../config.js';
import { StrayflowError } from '../model/errors.js';
import { isLoopback, neighbourhood, plainAddress } from './access/addresses.js';
import type { App } from './app.js';
import { boundConnections } from './connection-bound.js';
import { setHeaders } from './headers.js';
import { Problem, problemResponse } from './problem.js';

type Options = Config['server'];

const BOUNDS: ServerOptions = {
  maxHeaderSize: 16_384,
  /** From the first byte, or from the connection, to the end of the headers (ms). */
  headersTimeout: 10_000,
  /** To the end of the body (ms). */
  requestTimeout: 60_000,
  /** Between two requests (ms). */
  keepAliveTimeout: 15_000,
  connectionsCheckingInterval: 1_000,
};
/** A connection on which nothing moves; streams of events beat more often (ms). */
const SILENT_MS = 60_000;
/** To the first byte (ms). */
const FIRST_MS = 10_000;
/** What an answer may still take after the server was told to end (ms). */
const DRAIN_MS = 3_000;
/** How often the certificate is looked at (ms). */
const CERTIFICATE_MS = 60_000;

export interface ListeningSurroundings {
  /** Calls back every so often (ms); what it returns ends that. */
  every(ms: number, call: () => void): () => void;
  /** One sentence that the operator must know. */
  warn(text: string): void;
}

export interface Listening {
  /** "http://127.0.0.1:8443" */
  readonly origin: string;
  /** Takes no more connections, and ends when all are over, or cut. */
  close(): Promise<void>;
}

export function listenAddress(listen: string): { readonly host: string; readonly port: number } {
  const colon = listen.lastIndexOf(':');
  return { host: listen.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(listen.slice(colon + 1)) };
}

/** Why it must not listen there, in plain words; null where it may. */
export function listenFault({ listen, tls, behindProxy }: Options, accounts: number): string | null {
  if (isLoopback(plainAddress(listenAddress(listen).host))) return null;
  if (tls === undefined && !behindProxy) return `it would listen on ${listen} without TLS`;
  if (accounts === 0) return `it would listen on ${listen} without an account`;
  return null;
}

function readTls({ certFile, keyFile }: NonNullable<Options['tls']>): { cert: Buffer; key: Buffer } {
  try {
    return { cert: readFileSync(certFile), key: readFileSync(keyFile) };
  } catch (cause) {
    throw new StrayflowError('service-refused', `cannot read the certificate or its key`, { cause });
  }
}

/** Throws StrayflowError 'service-refused'. */
export async function listen(
  app: App,
  options: Options,
  isSecure: boolean,
  { every, warn }: ListeningSurroundings,
): Promise<Listening> {
  const handler = getRequestListener(
    (request, bindings) =>
      app.fetch(request, { address: (bindings as HttpBindings).incoming.socket.remoteAddress ?? '' }),
    {
      overrideGlobalObjects: false,
      errorHandler() {
        const response = problemResponse(new Problem(400, 'This is no request.'));
        setHeaders(response.headers, isSecure);
        return response;
      },
    },
  );
  const { tls } = options;
  const { server, stop } =
    tls === undefined
      ? { server: createHttp(BOUNDS, handler), stop: () => {} }
      : secureServer(tls, handler, { every, warn });
  server.setTimeout(SILENT_MS);
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    socket.setTimeout(FIRST_MS);
  });
  server.on('request', ({ socket }) => socket.setTimeout(SILENT_MS));
  boundPerAddress(server, options.connections.ofAddress);
  boundConnections(server, options.connections.most);
  const { host, port } = listenAddress(options.listen);
  await bind(server, host, port);
  const bound = (server.address() as AddressInfo).port;
  const name = originName(options, host);
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://${name}:${bound}`,
    close: () => close(server).finally(stop),
  };
}

function originName({ names, tls }: Options, host: string): string {
  const isAny = host === '0.0.0.0' || host === '::';
  const name = isAny || tls !== undefined ? (names[0] ?? 'localhost') : host;
  return name.includes(':') && !name.startsWith('[') ? `[${name}]` : name;
}

function secureServer(
  tls: NonNullable<Options['tls']>,
  handler: ReturnType<typeof getRequestListener>,
  { every, warn }: ListeningSurroundings,
): { server: Server; stop: () => void } {
  if ((statSync(tls.keyFile, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) {
    warn(`Others may read the key of the certificate: chmod 600 ${tls.keyFile}`);
  }
  const context = { minVersion: 'TLSv1.2', handshakeTimeout: 10_000 } as const;
  try {
    const server = createHttps({ ...BOUNDS, ...context, ...readTls(tls) }, handler);
    const stamp = () =>
      [tls.certFile, tls.keyFile].map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs).join();
    let last = stamp();
    const stop = every(CERTIFICATE_MS, () => {
      if (stamp() === last) return;
      last = stamp();
      try {
        server.setSecureContext({ ...context, ...readTls(tls) });
      } catch (error) {
        warn(`The new certificate cannot be used, the old one stays: ${String(error)}`);
      }
    });
    return { server, stop };
  } catch (cause) {
    if (cause instanceof StrayflowError) throw cause;
    throw new StrayflowError('service-refused', 'the certificate and its key cannot be used', { cause });
  }
}

/** One address cannot take all connections there are. */
function boundPerAddress(server: Server, most: number): void {
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? '');
    if (isLoopback(address)) return;
    const from = neighbourhood(address);
    const count = (open.get(from) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    open.set(from, count);
    socket.once('close', () => {
      const left = (open.get(from) ?? 1) - 1;
      if (left === 0) open.delete(from);
      else open.set(from, left);
    });
  });
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new StrayflowError('service-refused', `cannot listen on ${host}, port ${port}`, { cause })),
    );
    server.listen({ host, port, ipv6Only: false }, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
