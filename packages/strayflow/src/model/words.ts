/** A column of texts that repeat, as names of services do. */
import type { StringColumn } from './flow-batch.js';

/** A text that knows its code in the dictionary that it was last looked up in. */
export class Word {
  readonly text: string;
  dictionary: Words | null = null;
  code = 0;

  constructor(text: string) {
    this.text = text;
  }
}

/** Numbers the distinct texts of a batch in the order in which they come; 0 is the empty one. */
export class Words {
  private readonly codes: Uint32Array;
  private readonly texts: string[] = [''];
  private readonly known = new Map<string, number>([['', 0]]);

  /** @param codes of the batch's rows, 0 so far */
  constructor(codes: Uint32Array) {
    this.codes = codes;
  }

  text(row: number, text: string): void {
    this.codes[row] = this.codeOf(text);
  }

  word(row: number, word: Word): void {
    if (word.dictionary !== this) {
      word.code = this.codeOf(word.text);
      word.dictionary = this;
    }
    this.codes[row] = word.code;
  }

  private codeOf(text: string): number {
    let code = this.known.get(text);
    if (code === undefined) {
      code = this.texts.length;
      this.texts.push(text);
      this.known.set(text, code);
    }
    return code;
  }

  /** The first `length` rows; nothing may be added any more. */
  column(length: number): StringColumn {
    return { codes: this.codes.subarray(0, length), dictionary: this.texts };
  }
}
