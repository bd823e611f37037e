/** A real HTTP or HTTPS server on loopback that keeps what is posted to it and answers as it is told. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Authority } from '../../own-authority.js';

export interface Posted {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Answering = (response: ServerResponse, posted: Posted, request: IncomingMessage) => void;

export interface Receiver {
  /** With a path that is a secret. */
  readonly url: string;
  readonly port: number;
  readonly posted: readonly Posted[];
  readonly connections: () => number;
  close(): Promise<void>;
}

export const SECRET_PATH = '/services/T0SECRET/B0SECRET';

/** @param authority null for plain http */
export async function startReceiver(authority: Authority | null, answer: Answering): Promise<Receiver> {
  const posted: Posted[] = [];
  let connections = 0;
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { method = '', url = '', headers } = request;
    const one = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
    posted.push(one);
    answer(response, one, request);
  };
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    handle(request, response).catch(() => response.destroy());
  };
  const server =
    authority === null
      ? createServer(listener)
      : createSecureServer(
          { cert: readFileSync(authority.certificateFile), key: readFileSync(authority.keyFile) },
          listener,
        );
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${authority === null ? 'http' : 'https'}://127.0.0.1:${port}${SECRET_PATH}`,
    port,
    posted,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
