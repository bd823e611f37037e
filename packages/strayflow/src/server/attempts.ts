/** Work that may fail without anybody waiting for it, such as on a full disk: told of once, until it succeeds again. */

export class Attempts {
  private readonly warn: (text: string) => void;
  private readonly failing = new Set<string>();

  constructor(warn: (text: string) => void) {
    this.warn = warn;
  }

  /** @param what is not done where it fails, as a sentence without its end */
  make(what: string, work: () => void): void {
    try {
      work();
      this.failing.delete(what);
    } catch (error) {
      if (this.failing.has(what)) return;
      this.failing.add(what);
      this.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
