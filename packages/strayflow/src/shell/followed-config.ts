/** The configuration file of a watch that runs: its policy and schedule of reports are followed, all else waits for a restart. */
import { readFileSync, statSync } from 'node:fs';
import type { Config } from '../config.js';
import { StrayflowError } from '../model/errors.js';
import { listed } from '../model/format.js';
import { describeFault, parseConfig } from './config-file.js';
import { sectionDigest, sectionText } from './config-section.js';

type Sections = Readonly<Record<string, unknown>>;

const MAX_BYTES = 1 << 20;

export class FollowedConfig {
  private readonly path: string;
  private readonly warning: (text: string) => void;
  private readonly first: Sections | null;
  /** Of the file as it was looked at last. */
  private seen = '';
  private wanted: Pick<Config['watch'], 'reports'> & Pick<Config, 'policy'> & { digest: string | null };
  private changed: readonly string[] = [];

  /** @param given as it was read when the watch began */
  constructor(path: string, { policy, watch }: Config, warning: (text: string) => void) {
    this.path = path;
    this.warning = warning;
    this.wanted = { policy, reports: watch.reports, digest: null };
    const found = read(path);
    this.first = typeof found === 'string' ? null : othersOf(found.config);
  }

  /** The same object as long as it says the same. */
  get policy(): Config['policy'] {
    return this.wanted.policy;
  }

  /** Of the section as it is written; null where it was not looked at, or cannot be told. */
  get digest(): string | null {
    return this.wanted.digest;
  }

  get reports(): Config['watch']['reports'] {
    return this.wanted.reports;
  }

  /** Sections that changed and wait for a restart; parts of `watch` as "watch.NAME". */
  get waiting(): readonly string[] {
    return this.changed;
  }

  /** To be called every second or so. A file that cannot be used is told once, and what was wanted before stays. */
  look(): void {
    const signature = signatureOf(this.path);
    if (signature === this.seen) return;
    this.seen = signature;
    const found = signature === '' ? 'it is not there' : read(this.path);
    if (typeof found === 'string') {
      this.warning(
        `The configuration ${this.path} changed and cannot be used; what was in force goes on: ${found}`,
      );
      return;
    }
    const { policy, watch } = found.config;
    this.tellWaiting(othersOf(found.config));
    const isSame = JSON.stringify(policy) === JSON.stringify(this.wanted.policy);
    this.wanted = {
      policy: isSame ? this.wanted.policy : policy,
      reports: watch.reports,
      digest: digestOf(found.text),
    };
  }

  private tellWaiting(others: Sections): void {
    const { first } = this;
    if (first === null) return;
    const changed = Object.keys(others).filter(
      (name) => JSON.stringify(others[name]) !== JSON.stringify(first[name]),
    );
    if (changed.length > 0 && changed.join() !== this.changed.join()) {
      this.warning(`The configuration changed in ${listed(changed)} too: that is taken up after a restart.`);
    }
    this.changed = changed;
  }
}

/** By name; parts of `watch` as "watch.NAME". */
function othersOf({ policy: _, watch: { reports: __, ...watch }, ...rest }: Config): Sections {
  const parts = Object.entries(watch).map(([name, value]) => [`watch.${name}`, value] as const);
  return { ...rest, ...Object.fromEntries(parts) };
}

/** The configuration without the lists that it names, or what is wrong with it. */
function read(path: string): { readonly config: Config; readonly text: string } | string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (text.length > MAX_BYTES) return 'it is larger than 1 MiB';
  const result = parseConfig(text);
  return 'config' in result ? { ...result, text } : describeFault(result.faults[0]!).replace(/^:/, 'line ');
}

function digestOf(text: string): string | null {
  try {
    return sectionDigest(sectionText(text, 'policy'));
  } catch (error) {
    if (error instanceof StrayflowError) return null;
    throw error;
  }
}

function signatureOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
}
