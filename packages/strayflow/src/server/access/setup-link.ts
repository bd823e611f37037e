/** The link by which the first account is made: once, and not for long. */
import { hashOf, isSame, newSecret } from './secrets.js';

const VALID_MS = 3_600_000;

export class SetupLink {
  readonly secret = newSecret();
  private readonly hash = hashOf(this.secret);
  private readonly until: number;

  constructor(now: number) {
    this.until = now + VALID_MS;
  }

  isRight(secret: string, now: number): boolean {
    return now < this.until && isSame(hashOf(secret), this.hash);
  }

  /** The secret stands behind "#": browsers send that to nobody, and no log keeps it. */
  address(origin: string): string {
    return `${origin}/setup#${this.secret}`;
  }
}
