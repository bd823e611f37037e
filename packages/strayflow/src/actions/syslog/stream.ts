/** Messages over TCP (RFC 6587, octet counting) or TLS (RFC 5425): one connection, which ends with them. */
import { readFileSync } from 'node:fs';
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import { notifyFault } from '../notices/fault.js';
import { readAuthority } from '../password.js';
import { TooLate } from './faults.js';
import { portOf, type SyslogOptions } from './options.js';

/**
 * Syslog is not acknowledged. That the receiver closes in turn, without a reset, is the best sign there is that it has
 * read to the end; without it all counts as undelivered.
 */
export function deliverByStream(messages: readonly Buffer[], options: SyslogOptions): Promise<void> {
  const framed = messages.flatMap((message) => [Buffer.from(`${message.length} `), message]);
  return new Promise((resolve, reject) => {
    const socket = open(options);
    let hasEnded = false;
    let fault: unknown = null;
    const timer = setTimeout(() => socket.destroy(new TooLate()), options.timeoutMs);
    const start = () => socket.end(Buffer.concat(framed));
    socket.on(options.transport === 'tls' ? 'secureConnect' : 'connect', start);
    socket.on('end', () => {
      hasEnded = true;
    });
    socket.on('error', (error) => {
      fault ??= error;
    });
    socket.on('close', () => {
      clearTimeout(timer);
      if (fault !== null) reject(fault);
      else if (hasEnded && socket.writableFinished) resolve();
      else reject(new Error('the connection ended early'));
    });
    // What it says is not for us, but must be read to see its end.
    socket.resume();
  });
}

function open(options: SyslogOptions): Socket {
  const { host, transport, caFile, certificateFile, keyFile } = options;
  const port = portOf(options);
  if (transport !== 'tls') return connectPlain({ host, port });
  return connectSecure({
    host,
    port,
    minVersion: 'TLSv1.2',
    ...(caFile === undefined ? {} : { ca: readAuthority(caFile, 'notify-failed') }),
    ...(certificateFile === undefined ? {} : { cert: readPem(certificateFile) }),
    ...(keyFile === undefined ? {} : { key: readPem(keyFile) }),
  });
}

function readPem(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw notifyFault(
      `The file ${path} cannot be read.`,
      'Check the path, and that this user may read it.',
      cause,
    );
  }
}
