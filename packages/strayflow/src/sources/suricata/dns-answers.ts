/** The records that a DNS event lists in `answers`, one after the other. */
import { JsonScanner } from '../text/json-scanner.js';
import { stringEnd } from '../text/json-tokens.js';
import { JsonKind } from '../text/slots.js';
import { Eve } from './fields.js';

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const CLOSING_BRACKET = 93;
const BRACE = 123;
const MOST_ANSWERS = 32;
/** Longer lists are not read. */
const LONGEST_LIST = 65_536;

/** The slots of `DnsAnswers.scanner`. */
export const Answer = { name: 0, type: 1, data: 2, ttl: 3 } as const;

export class DnsAnswers {
  /** Stands on the record that `next` found last. */
  readonly scanner = new JsonScanner([['rrname'], ['rrtype'], ['rdata'], ['ttl']]);
  private readonly event: JsonScanner;
  private at = 0;
  private end = 0;
  private left = 0;

  constructor(event: JsonScanner) {
    this.event = event;
  }

  /** Begins with the list of the event at hand, if it has one. */
  start(): void {
    const { event } = this;
    this.at = event.from[Eve.dnsAnswers]! + 1;
    this.end = event.to[Eve.dnsAnswers]!;
    const isList = event.kind[Eve.dnsAnswers] === JsonKind.array && this.end - this.at < LONGEST_LIST;
    this.left = isList ? MOST_ANSWERS : 0;
  }

  /** False when there is no other record. Anything in the list that is no object is left out. */
  next(): boolean {
    if (this.left === 0) return false;
    const { event, end } = this;
    const { bytes } = event;
    for (;;) {
      while (bytes[this.at]! <= SPACE || bytes[this.at] === COMMA) this.at++;
      const first = bytes[this.at]!;
      if (first === CLOSING_BRACKET) return false;
      if (first === BRACE) {
        this.left--;
        this.at = this.scanner.scanObject(bytes, this.at, end);
        return this.at >= 0;
      }
      this.at = first === QUOTE ? stringEnd(bytes, this.at) : event.valueEnd(this.at, 1);
    }
  }
}
