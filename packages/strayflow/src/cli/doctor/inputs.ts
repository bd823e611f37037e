/** Doctor's questions about what is watched: can each file be read, and is each port free or ours? */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { isIPv6 } from 'node:net';
import type { Config } from '../../config.js';
import { counted } from '../../model/format.js';
import { resolveInputs } from '../../shell/inputs.js';
import { parseListen } from '../../shell/live/udp/listen-address.js';
import type { Answer } from '../doctor-answer.js';

type Input = Config['watch']['inputs'][number];

const question = 'watch';

/** @param isRunning a watch works with the state of this configuration */
export async function inputAnswers({ watch }: Config, isRunning: boolean): Promise<readonly Answer[]> {
  if (watch.inputs.length === 0) {
    return [
      {
        question,
        ok: null,
        detail: 'nothing is named to be watched',
        hint: 'Set watch.inputs, or name files on the command line of watch or serve.',
      },
    ];
  }
  return await Promise.all(watch.inputs.map((input) => answerOf(input, isRunning)));
}

async function answerOf(input: Input, isRunning: boolean): Promise<Answer> {
  switch (input.kind) {
    case 'push':
      return { question, ok: true, detail: `the service takes in /push/${input.name}` };
    case 'udp':
      return await canListen(input.listen, isRunning);
    case 'pipe':
    case 'follow':
      return await canFollow(input.path);
  }
}

async function canFollow(path: string): Promise<Answer> {
  if (path === '-') return { question, ok: true, detail: 'standard input' };
  try {
    const files = await resolveInputs([path]);
    for (const file of files) if (file.path !== null) accessSync(file.path, constants.R_OK);
    return { question, ok: true, detail: `${path}: ${counted(files.length, 'file')} can be read` };
  } catch (error) {
    const isDenied = error instanceof Error && 'code' in error && error.code === 'EACCES';
    const detail = error instanceof Error ? error.message : String(error);
    if (!isDenied) return { question, ok: null, detail, hint: 'It is waited for: what comes later is read.' };
    return {
      question,
      ok: false,
      detail,
      hint: 'Give the user of the service the group of the file (SupplementaryGroups of the unit).',
    };
  }
}

async function canListen(listen: string, isRunning: boolean): Promise<Answer> {
  const { host, port } = parseListen(listen);
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  try {
    socket.bind({ address: host, port, exclusive: true });
    await once(socket, 'listening');
    if (!isRunning) return { question, ok: true, detail: `datagrams can be taken at ${listen}` };
    return {
      question,
      ok: false,
      detail: `a watch runs, and does not listen at ${listen}`,
      hint: 'Start it again with this configuration.',
    };
  } catch (error) {
    if (isRunning) return { question, ok: true, detail: `${listen} is taken, by the running watch` };
    return {
      question,
      ok: false,
      detail: `${listen} cannot be listened at: ${error instanceof Error ? error.message : String(error)}`,
      hint: 'Find who has the port (ss -lunp), or choose another one. Ports below 1024 need CAP_NET_BIND_SERVICE.',
    };
  } finally {
    socket.close();
  }
}
