/** An enforcer in memory, which holds as long as the test lives, fails when told to, and says when it was asked. */
import { z } from 'zod';
import type { Enforcer } from '../../../src/model/enforcer.js';
import { StrayflowError } from '../../../src/model/errors.js';

export class HeldBlocks implements Enforcer {
  readonly name = 'memory';
  readonly title = 'Memory';
  readonly options = z.unknown();
  readonly held = new Map<string, number>();
  /** What the next calls fail with; null: they do not. */
  fault: string | null = null;
  asked = 0;

  private open(): void {
    this.asked++;
    if (this.fault !== null) throw new StrayflowError('enforce-failed', this.fault);
  }

  async list(_: unknown, now: number) {
    this.open();
    return [...this.held]
      .filter(([, expires]) => expires > now)
      .map(([prefix, expires]) => ({ prefix, expires }));
  }

  async change(_: unknown, { add, remove }: Parameters<Enforcer['change']>[1]) {
    this.open();
    for (const prefix of remove) this.held.delete(prefix);
    for (const { prefix, expires } of add) this.held.set(prefix, expires);
  }

  async clear() {
    this.held.clear();
  }

  plan(): string {
    return '';
  }

  async check() {
    return { outcome: 'done', detail: '' } as const;
  }

  async rehearse() {
    return { outcome: 'done', detail: '' } as const;
  }
}
