/** Debian's rsyslog as a log server of the test's own, which writes down what it reads in messages, a line of JSON each. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Authority } from '../own-authority.js';

const PROGRAM = '/usr/sbin/rsyslogd';
const TLS = '/usr/share/doc/rsyslog-gnutls/copyright';
/** Both cores may be busy with other tests. */
const PATIENCE_MS = 120_000;

export interface Logged {
  readonly facility: string;
  readonly severity: string;
  readonly host: string;
  readonly application: string;
  readonly kind: string;
  /** As rsyslog took it apart: parameters by SD-ID. */
  readonly data: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly text: string;
}

export class RsyslogServer {
  readonly udpPort: number;
  readonly tcpPort: number;
  readonly tlsPort: number;
  private readonly folder: string;
  private readonly child: ChildProcess;

  private constructor(folder: string, child: ChildProcess, udpPort: number) {
    const port = (name: string) => Number(readFileSync(join(folder, name), 'utf8'));
    this.folder = folder;
    this.child = child;
    this.udpPort = udpPort;
    this.tcpPort = port('tcp.port');
    this.tlsPort = port('tls.port');
  }

  static async start(authority: Authority): Promise<RsyslogServer> {
    if (!existsSync(PROGRAM)) throw new Error('rsyslog is missing: apt-get install rsyslog');
    if (!existsSync(TLS)) throw new Error('rsyslog-gnutls is missing: apt-get install rsyslog-gnutls');
    const folder = mkdtempSync(join(tmpdir(), 'strayflow-rsyslog-'));
    const udpPort = await freeUdpPort();
    writeFileSync(join(folder, 'rsyslog.conf'), configuration(folder, udpPort, authority));
    const child = spawn(PROGRAM, ['-n', '-f', join(folder, 'rsyslog.conf'), '-i', join(folder, 'pid')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr!.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk}`.slice(-4_000);
    });
    try {
      await vi.waitFor(
        () => {
          if (child.exitCode !== null) throw new Error(`rsyslogd ended: ${complaint}`);
          for (const name of ['tcp.port', 'tls.port']) {
            if (Number(readFileSync(join(folder, name), 'utf8')) === 0)
              throw new Error(`no ${name}: ${complaint}`);
          }
        },
        { timeout: PATIENCE_MS, interval: 20 },
      );
      return new RsyslogServer(folder, child, udpPort);
    } catch (error) {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** What it has written down, once that is so many messages. */
  async logged(count: number): Promise<readonly Logged[]> {
    return await vi.waitFor(
      () => {
        const lines = readFileSync(join(this.folder, 'log'), 'utf8').split('\n').slice(0, -1);
        if (lines.length < count) throw new Error(`${lines.length} of ${count} messages were logged`);
        return lines.map((line) => JSON.parse(line) as Logged);
      },
      { timeout: PATIENCE_MS, interval: 20 },
    );
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function configuration(folder: string, udpPort: number, authority: Authority): string {
  const property = (name: string, from: string) =>
    `property(outname="${name}" name="${from}" format="jsonf") constant(value=",")`;
  return `
global(
  workDirectory="${folder}" maxMessageSize="64k"
  # Written as they came, not as #011 and the like.
  parser.escapeControlCharactersOnReceive="off"
  defaultNetstreamDriverCAFile="${authority.caFile}"
  defaultNetstreamDriverCertFile="${authority.certificateFile}"
  defaultNetstreamDriverKeyFile="${authority.keyFile}"
)
module(load="imudp")
module(load="imtcp")
module(load="mmpstrucdata")
template(name="line" type="list") {
  constant(value="{")
  ${property('facility', 'syslogfacility-text')}
  ${property('severity', 'syslogseverity')}
  ${property('host', 'hostname')}
  ${property('application', 'app-name')}
  ${property('kind', 'msgid')}
  constant(value="\\"data\\":") property(name="$!rfc5424-sd") constant(value=",")
  property(outname="text" name="msg" format="jsonf")
  constant(value="}\\n")
}
ruleset(name="keep") {
  action(type="mmpstrucdata")
  action(type="omfile" file="${folder}/log" template="line")
}
input(type="imudp" address="127.0.0.1" port="${udpPort}" ruleset="keep")
input(type="imtcp" address="127.0.0.1" port="0" listenPortFileName="${folder}/tcp.port" ruleset="keep")
input(type="imtcp" address="127.0.0.1" port="0" listenPortFileName="${folder}/tls.port" ruleset="keep"
  streamDriver.name="gtls" streamDriver.mode="1" streamDriver.authMode="anon")
`;
}

async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
