/** Syslog over real sockets, to receivers of the test's own and to Debian's rsyslog. */
import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createSecureServer, type TlsOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type SyslogOptions, syslogOptionsSchema } from '../../src/actions/syslog/options.js';
import { syslog } from '../../src/actions/syslog.js';
import { StrayflowError } from '../../src/model/errors.js';
import type { Message } from '../../src/model/notifier.js';
import { type Authority, makeAuthority } from '../own-authority.js';
import { exampleMessage, exampleNotice, HOSTILE } from './example-message.js';
import { readFrames, readSyslog } from './rfc5424.js';
import { RsyslogServer } from './rsyslog-server.js';

let folder: string;
let authority: Authority;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-syslog-'));
  authority = makeAuthority(folder, 'log');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function options(port: number, changes: Record<string, unknown> = {}): SyslogOptions {
  const given = { host: 'localhost', port, timeoutMs: 120_000, ...changes };
  const secure = changes['transport'] === 'tls' ? { caFile: authority.caFile } : {};
  return syslogOptionsSchema.parse({ ...secure, ...given });
}

async function refusal(chosen: SyslogOptions, message: Message = exampleMessage()): Promise<StrayflowError> {
  const error: unknown = await syslog.send(message, chosen).catch((e: unknown) => e);
  if (!(error instanceof StrayflowError)) throw new Error(`expected a refusal, got ${String(error)}`);
  expect(error.code).toBe('notify-failed');
  expect(error.hint.length).toBeGreaterThan(10);
  expect(error.message).not.toMatch(/\p{Cc}/u);
  return error;
}

const digest = exampleMessage({
  purpose: 'digest',
  notices: [exampleNotice(), exampleNotice({ incident: 'ffffffffffffffff', host: '2001:db8::1' })],
});

describe('syslog to receivers of our own', () => {
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  /** What came over each connection that ended, in order. */
  async function listen(server: Server, event: string, connected: (socket: Socket) => void) {
    const streams: Buffer[] = [];
    const sockets: Socket[] = [];
    server.on('connection', (socket: Socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
    });
    server.on(event, (socket: Socket) => {
      const chunks: Buffer[] = [];
      socket.on('data', (chunk: Buffer) => chunks.push(chunk));
      socket.on('end', () => streams.push(Buffer.concat(chunks)));
      socket.on('error', () => undefined);
      connected(socket);
    });
    closers.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, streams };
  }
  const plainServer = (connected: (socket: Socket) => void = () => undefined) =>
    listen(createServer(), 'connection', connected);
  function secureServer(extra: TlsOptions = {}) {
    const server = createSecureServer({
      key: readFileSync(authority.keyFile),
      cert: readFileSync(authority.certificateFile),
      ...extra,
    });
    server.on('tlsClientError', () => undefined);
    return listen(server, 'secureConnection', () => undefined);
  }

  it('sends one datagram a notice over UDP', async () => {
    const socket: DatagramSocket = createSocket('udp4');
    closers.push(() => socket.close());
    const datagrams: Buffer[] = [];
    socket.on('message', (bytes) => datagrams.push(bytes));
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const chosen = options(socket.address().port, { host: '127.0.0.1' });
    await syslog.send(digest, chosen);
    await vi.waitFor(() => expect(datagrams).toHaveLength(2), { timeout: 60_000 });
    const hosts = datagrams.map((bytes) => readSyslog(bytes).data.get('strayflow@32473')!.get('host'));
    expect(hosts).toEqual([['203.0.113.66'], ['2001:db8::1']]);
    expect(await syslog.check(chosen)).toMatchObject({ outcome: 'done' });
  });

  it('counts octets over TCP', async () => {
    const { port, streams } = await plainServer();
    await syslog.send(digest, options(port, { transport: 'tcp' }));
    const frames = readFrames(streams[0]!);
    expect(frames).toHaveLength(2);
    expect(frames.map((frame) => readSyslog(frame).kind)).toEqual(['incident-opened', 'incident-opened']);
  });

  it('is encrypted over TLS, with the certificate of the receiver checked', async () => {
    const { port, streams } = await secureServer();
    const chosen = options(port, { transport: 'tls', format: 'ocsf' });
    await syslog.send(digest, chosen);
    expect(JSON.parse(readSyslog(readFrames(streams[0]!)[1]!).text)).toMatchObject({ class_uid: 2004 });
    expect(await syslog.check(chosen)).toEqual({
      outcome: 'done',
      detail: `Syslog receiver localhost:${port} (tls) takes connections.`,
    });
    const other = makeAuthority(folder, 'other');
    for (const caFile of [other.caFile, undefined]) {
      const error = await refusal(options(port, { transport: 'tls', caFile }));
      expect(error.message).toContain('certificate that is not trusted');
      expect(error.hint).toContain('caFile');
    }
    const gone = await refusal(options(port, { transport: 'tls', caFile: join(folder, 'gone') }));
    expect(gone.message).toContain('cannot be read');
    expect(streams.filter((stream) => stream.length > 0)).toHaveLength(1);
  });

  it('shows its own certificate where the receiver wants one', async () => {
    const { port, streams } = await secureServer({
      ca: readFileSync(authority.caFile),
      requestCert: true,
      rejectUnauthorized: true,
    });
    const { certificateFile, keyFile } = authority;
    await syslog.send(digest, options(port, { transport: 'tls', certificateFile, keyFile }));
    expect(readFrames(streams[0]!)).toHaveLength(2);
    const without = options(port, { transport: 'tls' });
    await refusal(without);
    expect(await syslog.check(without)).toMatchObject({ outcome: 'failed' });
    expect(streams.filter((stream) => stream.length > 0)).toHaveLength(1);
  });

  it('says that nothing listens, over UDP as far as that is told', async () => {
    const { port } = await plainServer();
    for (const close of closers.splice(0)) close();
    for (const transport of ['tcp', 'tls', 'udp']) {
      const error = await refusal(options(port, { transport, host: '127.0.0.1' }), digest);
      expect(error.message).toBe(`Syslog receiver 127.0.0.1:${port} (${transport}) does not listen.`);
    }
    expect(await syslog.check(options(port, { transport: 'tcp' }))).toMatchObject({ outcome: 'failed' });
  });

  it('gives up a receiver that takes nothing, or never comes to an end', async () => {
    const { port } = await plainServer((socket) => socket.pause());
    const error = await refusal(options(port, { transport: 'tcp', timeoutMs: 500 }));
    expect(error.message).toContain('did not take all in time');
    // TLS that is never answered.
    const late = await refusal(options(port, { transport: 'tls', timeoutMs: 500 }));
    expect(late.message).toContain('did not take all in time');
  });

  it('has failed where the receiver resets the connection', async () => {
    const { port } = await plainServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect((await refusal(options(port, { transport: 'tcp' }))).message).toMatch(
      /broke off \((ECONNRESET|EPIPE)\)/,
    );
  });

  it('says that there is no TLS where there is none', async () => {
    const { port } = await plainServer((socket) => socket.end('hello\n'));
    expect((await refusal(options(port, { transport: 'tls' }))).message).toContain('made no TLS connection');
  });
});

describe('syslog to rsyslog', () => {
  let server: RsyslogServer;
  beforeAll(async () => {
    server = await RsyslogServer.start(authority);
  });
  afterAll(() => server?.close());

  it('is understood, whatever the transport and whatever the traffic says', async () => {
    const ports = { udp: server.udpPort, tcp: server.tcpPort, tls: server.tlsPort };
    let sent = 0;
    for (const transport of ['udp', 'tcp', 'tls'] as const) {
      for (const format of ['text', 'cef', 'ecs', 'ocsf'] as const) {
        const notices = [
          exampleNotice(),
          ...HOSTILE.slice(0, 8).map((text) =>
            exampleNotice({ host: text, rule: text, reason: text, names: [text] }),
          ),
        ];
        const chosen = options(ports[transport], {
          transport,
          format,
          facility: 'local3',
          hostname: 'sensor',
        });
        await syslog.send(exampleMessage({ purpose: 'digest', notices }), chosen);
        sent += notices.length;
        const all = await server.logged(sent);
        expect(all).toHaveLength(sent);
        const [example, ...hostile] = all.slice(-notices.length);
        expect(example).toMatchObject({
          facility: 'local3',
          severity: '3',
          host: 'sensor',
          application: 'strayflow',
          kind: 'incident-opened',
          data: { 'strayflow@32473': { incident: '0123456789abcdef', host: '203.0.113.66' } },
        });
        if (format === 'ecs' || format === 'ocsf') JSON.parse(example!.text);
        for (const { host, application, kind, data, text } of hostile) {
          expect([host, application, kind]).toEqual(['sensor', 'strayflow', 'incident-opened']);
          expect(Object.keys(data)).toEqual(['strayflow@32473']);
          expect(data['strayflow@32473']).toMatchObject({ incident: '0123456789abcdef', kind: 'opened' });
          expect(text).not.toMatch(/\p{Cc}/u);
        }
      }
    }
  });
});
