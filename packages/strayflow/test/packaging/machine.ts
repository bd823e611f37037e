/** This machine's root beneath a layer in memory, in namespaces of its own: packages are really installed, and all of it is gone at the end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createInterface, type Interface } from 'node:readline';

export interface Ran {
  readonly code: number;
  readonly output: string;
}

const END = '--end of command--';

export class Machine {
  private readonly shell: ChildProcess;
  private readonly lines: AsyncIterator<string>;
  private readonly reader: Interface;

  private constructor(shell: ChildProcess) {
    this.shell = shell;
    this.reader = createInterface({ input: shell.stdout! });
    this.lines = this.reader[Symbol.asyncIterator]();
  }

  /** @param folder an empty one */
  static async open(folder: string): Promise<Machine> {
    for (const name of ['layer', 'root']) mkdirSync(`${folder}/${name}`);
    const setUp = [
      'set -e',
      `mount -t tmpfs -o size=2g none ${folder}/layer`,
      `mkdir ${folder}/layer/upper ${folder}/layer/work`,
      `mount -t overlay overlay -o lowerdir=/,upperdir=${folder}/layer/upper,workdir=${folder}/layer/work ${folder}/root`,
      `mount -t proc proc ${folder}/root/proc`,
      `mount --rbind /dev ${folder}/root/dev`,
      `exec chroot ${folder}/root /bin/sh`,
    ];
    const args = ['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private'];
    const machine = new Machine(
      spawn('unshare', [...args, 'sh', '-c', setUp.join('\n')], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    // npm puts commands of its own before those that are installed.
    await machine.run('cd / && unset STRAYFLOW_SKIP_BACKUP && export PATH=/usr/sbin:/usr/bin:/sbin:/bin');
    return machine;
  }

  /** A command line; what it prints on both streams. */
  async run(command: string): Promise<Ran> {
    this.shell.stdin!.write(`{ ${command}\n} </dev/null 2>&1; printf '\\n%s %s\\n' '${END}' $?\n`);
    const said: string[] = [];
    for (;;) {
      const { value, done } = await this.lines.next();
      if (done === true) throw new Error(`the machine has ended: ${said.join('\n')}`);
      if (value.startsWith(END))
        return { code: Number(value.slice(END.length)), output: said.join('\n').trim() };
      said.push(value);
    }
  }

  /** Output of a command that must succeed. */
  async done(command: string): Promise<string> {
    const { code, output } = await this.run(command);
    if (code !== 0) throw new Error(`${command}: ${code}\n${output}`);
    return output;
  }

  async close(): Promise<void> {
    const ended = once(this.shell, 'exit');
    this.shell.stdin!.end('exit\n');
    this.reader.close();
    await ended;
  }
}
