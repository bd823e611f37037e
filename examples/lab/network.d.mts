/** Types of network.mjs, for tests that use the lab's network. */
import type { ChildProcess } from 'node:child_process';

type Host = 'attacker' | 'alice' | 'bob' | 'carol' | 'dave' | 'server';

export const HOSTS: Readonly<Record<Host, string>>;
export const CLIENTS: readonly Host[];
export const SITES: readonly string[];
export function siteAddress(name: string): string;
export const ROUTER: string;
export const INTERNAL: readonly string[];

export class Lab {
  /** @param tag tells the namespaces of one lab from those of another */
  constructor(tag: string, folder: string);
  readonly tag: string;
  readonly folder: string;
  readonly hosts: readonly string[];
  /** Name of the namespace of a host. */
  namespace(host: string): string;
  up(): void;
  /** Adds a router to the office, and a host behind it: what the host sends reaches the office from that router alone. */
  joinBehind(host: string, address: string, via: string, viaAddress: string): void;
  start(host: string, command: readonly string[], options?: { readonly input?: string }): ChildProcess;
  run(
    host: string,
    command: readonly string[],
    options?: { readonly seconds?: number; readonly input?: string },
  ): Promise<{ readonly code: number | null; readonly output: string }>;
  down(): Promise<void>;
}
