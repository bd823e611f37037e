/** Calls a built enforcer from a process of its own within a network namespace, as a restarted service would. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Block, BlockChange, Enforcer } from '../../src/model/enforcer.js';

const DIST = fileURLToPath(new URL('../../dist/actions/enforcers.js', import.meta.url));
const run = promisify(execFile);

const PROGRAM = `
const { ENFORCERS } = await import(process.argv[1]);
let text = '';
for await (const chunk of process.stdin) text += chunk;
const { name, options, call, values } = JSON.parse(text);
const enforcer = ENFORCERS.find((each) => each.name === name);
try {
  const result = await enforcer[call](enforcer.options.parse(options), ...values);
  process.stdout.write(JSON.stringify({ result: result ?? null }));
} catch (error) {
  process.stdout.write(JSON.stringify({ code: error.code ?? error.name, message: error.message, hint: error.hint ?? '' }));
}`;

export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

export class EnforcerInNamespace {
  readonly namespace: string;
  readonly name: string;
  readonly options: object;

  constructor(namespace: string, name: string, options: object = {}) {
    this.namespace = namespace;
    this.name = name;
    this.options = options;
  }

  /** What the call gave, or how it was refused. */
  call(call: keyof Enforcer, ...values: readonly unknown[]): Promise<unknown> {
    return this.callWith([], call, ...values);
  }

  /** @param before what the process is started with */
  async callWith(
    before: readonly string[],
    call: keyof Enforcer,
    ...values: readonly unknown[]
  ): Promise<unknown> {
    const request = JSON.stringify({ name: this.name, options: this.options, call, values });
    const started = run(
      'ip',
      [
        'netns',
        'exec',
        this.namespace,
        ...before,
        process.execPath,
        '--input-type=module',
        '-e',
        PROGRAM,
        '--',
        DIST,
      ],
      { timeout: 60_000, maxBuffer: 64 << 20 },
    );
    // Longer than an argument may be.
    started.child.stdin!.end(request);
    const { stdout } = await started;
    const answer = JSON.parse(stdout) as { result?: unknown } & Refusal;
    return answer.code === undefined ? answer.result : answer;
  }

  change(
    add: readonly (readonly [prefix: string, seconds: number])[],
    remove: readonly string[] = [],
  ): Promise<unknown> {
    const now = Date.now();
    const blocks = add.map(
      ([prefix, seconds]): Block => ({
        id: 'id',
        site: 'test',
        prefix,
        reason: 'by test',
        expires: now + 1_000 * seconds,
      }),
    );
    return this.call('change', { add: blocks, remove } satisfies BlockChange, now);
  }

  async prefixes(): Promise<readonly string[]> {
    const standing = (await this.call('list', Date.now())) as { prefix: string }[];
    return standing.map(({ prefix }) => prefix).sort();
  }
}
