/** Messages over UDP (RFC 5426): one datagram each, which nobody acknowledges. */
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { TooLate } from './faults.js';
import { portOf, type SyslogOptions } from './options.js';

/** A machine that does not listen says so at once, if it says so at all. */
const REFUSAL_MS = 200;

/** With no message: only whether the name resolves. */
export async function deliverByDatagram(messages: readonly Buffer[], options: SyslogOptions): Promise<void> {
  let socket: Socket | null = null;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLate()), options.timeoutMs);
  });
  const work = async () => {
    const { address, family } = await lookup(options.host);
    if (messages.length === 0) return;
    socket = createSocket(family === 6 ? 'udp6' : 'udp4');
    await send(socket, messages, address, portOf(options));
  };
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimeout(timer);
    (socket as Socket | null)?.close();
  }
}

function send(socket: Socket, messages: readonly Buffer[], address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    // Only a connected socket is told of refusals.
    socket.connect(port, address, () => {
      const next = (at: number) => {
        const message = messages[at];
        if (message === undefined) setTimeout(resolve, REFUSAL_MS);
        else socket.send(message, (error) => (error === null ? next(at + 1) : reject(error)));
      };
      next(0);
    });
  });
}
