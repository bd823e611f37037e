/** Messages over UDP (RFC 5426): one datagram each, which nobody acknowledges. */
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { TooLate } from './faults.js';
import { portOf, type SyslogOptions } from './options.js';

/** A machine that does not listen says so at once, if it says so at all. */
const REFUSAL_MS = 200;

/** With no message: only whether the name resolves. */
export async function deliverByDatagram(messages: readonly Buffer[], options: SyslogOptions): Promise<void> {
  const deadline = AbortSignal.timeout(options.timeoutMs);
  const { address, family } = await before(deadline, lookup(options.host));
  if (messages.length === 0) return;
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  try {
    await before(deadline, send(socket, messages, address, portOf(options)));
  } finally {
    socket.close();
  }
}

/** What `work` gives, if the time is not over before. */
function before<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new TooLate());
    if (deadline.aborted) late();
    deadline.addEventListener('abort', late, { once: true });
    work.then(resolve, reject).finally(() => deadline.removeEventListener('abort', late));
  });
}

function send(socket: Socket, messages: readonly Buffer[], address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    // Only a connected socket is told of refusals.
    socket.connect(port, address, () => {
      const next = (at: number) => {
        const message = messages[at];
        // What has come in is told of before.
        if (message === undefined) setTimeout(() => setImmediate(resolve), REFUSAL_MS);
        else socket.send(message, (error) => (error === null ? next(at + 1) : reject(error)));
      };
      next(0);
    });
  });
}
