/** DNS messages (RFC 1035), also those of mDNS (RFC 6762) and LLMNR (RFC 4795), as facts. */
import { FactKind } from '../../../model/fact-batch.js';
import { u16, u32 } from '../bytes.js';
import { type ContentFacts, End } from './content-facts.js';
import { DnsType, dataText, typeName } from './dns-data.js';
import { DnsName } from './dns-name.js';

const HEADER_BYTES = 12;
const MAX_QUESTIONS = 64;
const MAX_ANSWERS = 256;
const RESPONSE = 0x8000;
const OPERATION = 0x7800;
/** The top bit of a class is mDNS's own (RFC 6762 sections 5.4 and 10.2). */
const CLASS = 0x7fff;
const CLASS_ANY = 255;

interface Answer {
  readonly name: string;
  readonly type: number;
  readonly data: string;
  readonly timeToLive: number;
}

interface Question {
  readonly name: string;
  readonly type: number;
}

/** `malformed`: at least a part of it; what could be read before was added. `other`: well-formed, without a name. */
export type DnsOutcome = 'read' | 'other' | 'malformed';

export class DnsReader {
  /** Messages of which only the first questions or answers were read. */
  shortened = 0;
  private readonly facts: ContentFacts;
  private readonly name = new DnsName();

  constructor(facts: ContentFacts) {
    this.facts = facts;
  }

  /** Whether the header could be that of a message: a known operation, counts that fit into it. */
  isLikely(bytes: Uint8Array, at: number, to: number): boolean {
    if (to - at < HEADER_BYTES) return false;
    const flags = u16(bytes, at + 2);
    const records = u16(bytes, at + 6) + u16(bytes, at + 8) + u16(bytes, at + 10);
    const least = HEADER_BYTES + 5 * u16(bytes, at + 4) + 11 * records;
    return (flags & OPERATION) >> 11 <= 6 && (flags & 0x40) === 0 && least <= to - at;
  }

  /** The message `bytes[at, to)`. */
  read(bytes: Uint8Array, at: number, to: number): DnsOutcome {
    if (to - at < HEADER_BYTES) return 'malformed';
    const flags = u16(bytes, at + 2);
    if ((flags & OPERATION) !== 0) return 'other';
    const isResponse = (flags & RESPONSE) !== 0;
    const questions: Question[] = [];
    const asked = u16(bytes, at + 4);
    let position = at + HEADER_BYTES;
    for (let i = 0; i < asked; i++) {
      const isRead = i < MAX_QUESTIONS && this.name.read(bytes, at, position, to) && this.name.end + 4 <= to;
      if (!isRead) {
        if (!isResponse) this.queries(bytes, at, questions);
        if (i < MAX_QUESTIONS) return 'malformed';
        this.shortened++;
        return 'read';
      }
      position = this.name.end + 4;
      questions.push({ name: this.name.text, type: u16(bytes, position - 4) });
    }
    if (!isResponse) {
      this.queries(bytes, at, questions);
      return questions.length > 0 ? 'read' : 'other';
    }
    const answers: Answer[] = [];
    const isWhole = this.answers(bytes, at, position, to, answers);
    this.response(flags & 15, questions[0], answers);
    return isWhole ? 'read' : 'malformed';
  }

  private queries(bytes: Uint8Array, at: number, questions: readonly Question[]): void {
    for (const { name, type } of questions) {
      const row = this.facts.add(FactKind.dnsQuery, End.sender);
      this.facts.text('name', row, name);
      this.facts.text('text', row, typeName(type));
      this.facts.columns.number[row] = u16(bytes, at);
    }
  }

  /** False when the answers break off or contradict themselves; those before are in `answers`. */
  private answers(bytes: Uint8Array, start: number, at: number, to: number, answers: Answer[]): boolean {
    const { name } = this;
    const count = u16(bytes, start + 6);
    if (count > MAX_ANSWERS) this.shortened++;
    for (let i = 0; i < Math.min(count, MAX_ANSWERS); i++) {
      if (!name.read(bytes, start, at, to) || name.end + 10 > to) return false;
      const owner = name.text;
      const header = name.end;
      const type = u16(bytes, header);
      const dataAt = header + 10;
      const end = dataAt + u16(bytes, header + 8);
      if (end > to) return false;
      const recordClass = u16(bytes, header + 2) & CLASS;
      const isInternet = recordClass === 1 || recordClass === CLASS_ANY;
      const data = isInternet ? dataText(type, bytes, start, dataAt, end, name) : '';
      if (data === null) return false;
      answers.push({ name: owner, type, data, timeToLive: u32(bytes, header + 4) });
      at = end;
    }
    return true;
  }

  private response(code: number, question: Question | undefined, answers: readonly Answer[]): void {
    const { facts } = this;
    const first = answers[0];
    const row = facts.add(FactKind.dnsAnswer, End.receiver);
    facts.text('name', row, question?.name ?? first?.name ?? '');
    const type = question?.type ?? first?.type;
    if (type !== undefined) facts.text('text', row, typeName(type));
    facts.text('value', row, first?.data ?? '');
    facts.columns.number[row] = code;
    for (const answer of answers) {
      if (answer.type !== DnsType.a && answer.type !== DnsType.aaaa) continue;
      const address = facts.add(FactKind.dnsAddress, End.receiver);
      facts.text('name', address, answer.name);
      facts.text('value', address, answer.data);
      facts.text('text', address, typeName(answer.type));
      facts.columns.number[address] = answer.timeToLive;
    }
  }
}
