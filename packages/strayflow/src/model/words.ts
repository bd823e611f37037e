/** Texts that repeat, as names of services do. */
import type { StringColumn } from './flow-batch.js';

/** Numbers the distinct texts of a batch in the order in which they come; 0 is the empty one. */
export class Words {
  private readonly words: string[] = [''];
  private readonly codes = new Map<string, number>([['', 0]]);
  private last = '';
  private lastCode = 0;

  codeOfText(text: string): number {
    if (text === this.last) return this.lastCode;
    let code = this.codes.get(text);
    if (code === undefined) {
      code = this.words.length;
      this.words.push(text);
      this.codes.set(text, code);
    }
    this.last = text;
    this.lastCode = code;
    return code;
  }

  /** The column of these codes; nothing may be added any more. */
  column(codes: Uint32Array): StringColumn {
    return { codes, dictionary: this.words };
  }
}
