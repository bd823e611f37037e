/** Bounds how many connections there are: who comes takes the place of who has been idle for longest, and nobody can lock others out. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The same for a connection and for what TLS makes of it. */
function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

export function boundConnections(server: Server, most: number): void {
  /** Without a request under way, the longest idle first. */
  const idle = new Map<string, Socket>();
  const open = new Set<Socket>();
  const forget = (socket: Socket) => {
    if (open.delete(socket) && idle.get(keyOf(socket)) === socket) idle.delete(keyOf(socket));
  };
  server.on('connection', (socket: Socket) => {
    if (open.size >= most) {
      const [longest] = idle.values();
      const leaving = longest ?? socket;
      forget(leaving);
      leaving.destroy();
      if (leaving === socket) return;
    }
    const key = keyOf(socket);
    open.add(socket);
    idle.set(key, socket);
    // By then its address is not known any more.
    socket.once('close', () => {
      open.delete(socket);
      if (idle.get(key) === socket) idle.delete(key);
    });
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const key = keyOf(request.socket);
    const socket = idle.get(key);
    if (socket === undefined) return;
    idle.delete(key);
    response.once('close', () => {
      if (open.has(socket)) idle.set(key, socket);
    });
  });
}
