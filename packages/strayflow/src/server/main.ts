/** The server process: started by `strayflow serve`, told by it what the watch does, ended with it. */
import { StrayflowError } from '../model/errors.js';
import type { FromServer, ServerPlan, ToServer } from '../shell/service/messages.js';
import { type OpenServer, openServer, type ServerClock } from './open-server.js';

const CLOCK: ServerClock = {
  wall: () => Date.now(),
  elapsed: () => performance.now(),
  every(ms, call) {
    const timer = setInterval(call, ms);
    return () => clearInterval(timer);
  },
};

const tell = (message: FromServer) => {
  if (process.connected) process.send?.(message);
};

async function start(plan: ServerPlan): Promise<OpenServer | null> {
  try {
    return await openServer(plan, CLOCK, tell);
  } catch (error) {
    if (!(error instanceof StrayflowError)) throw error;
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    tell({ kind: 'refused', code: error.code, message: `${error.message}${cause}`, hint: error.hint });
    return null;
  }
}

let opening: Promise<OpenServer | null> | null = null;
let isStopping = false;

async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  const server = await opening;
  await server?.close();
  if (process.connected) process.disconnect();
}

process.on('message', (message: ToServer) => {
  if (message.kind === 'start') {
    opening ??= start(message.plan);
    void opening.then((server) => (server === null ? stop() : undefined));
  } else if (message.kind === 'stop') void stop();
  else void opening?.then((server) => server?.take(message));
});
// The watch has ended, however that was.
process.on('disconnect', () => void stop());
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
