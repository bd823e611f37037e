/** Proposes which column of a table is what: by names that tools use, by parts of names, and by what the cells hold. */
import { assignColumns, FIELD_NAMES, type FieldName } from './fields.js';
import { NO_COLUMN, type TableHead } from './plan.js';
import { kindOfField, shareOf, type ValueKind } from './value-kinds.js';
import { numberOfText } from './values.js';

export interface ProposedColumn {
  readonly field: FieldName;
  /** As the table names it; "-" when the field's column, by its name, holds something else. */
  readonly column: string;
  /** 0 a guess in the dark, 1 certain. */
  readonly confidence: number;
  readonly why: string;
  /** The first cell that says something. */
  readonly example: string;
}

/** Share of cells that must be of a field's kind. */
const FITS = 0.8;
const WORD = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g;

const SENDER = new Set(
  'src source client from orig originator initiator local inside sender attacker'.split(' '),
);
const RECEIVER = new Set(
  'dst dest destination server to resp responder target remote outside receiver victim peer'.split(' '),
);
const PORT = new Set('port prt pt'.split(' '));
const BEGIN = new Set('start first begin began opened from'.split(' '));
const OVER = new Set('end last stop finish finished closed until to'.split(' '));
const TIME = new Set('time date timestamp ts when at seen epoch'.split(' '));
const LASTING = new Set('duration dur elapsed length lasted seconds'.split(' '));
const PROTOCOL = new Set('proto protocol transport'.split(' '));
const BYTES = new Set('bytes byte octets octet volume size'.split(' '));
const PACKETS = new Set('packets packet pkts pkt frames'.split(' '));
const SENT = new Set('sent out tx up upload fwd forward request ul src source client'.split(' '));
const RECEIVED = new Set(
  'received recv rcvd rx down download bwd backward back response dl dst server'.split(' '),
);

function wordsOf(name: string): ReadonlySet<string> {
  return new Set((name.slice(0, 256).match(WORD) ?? []).map((word) => word.toLowerCase()));
}

const meets = (words: ReadonlySet<string>, others: ReadonlySet<string>) =>
  [...words].some((word) => others.has(word));

/** How well parts of a name fit a field: 0 not at all. */
function hint(field: FieldName, words: ReadonlySet<string>): number {
  const has = (others: ReadonlySet<string>) => meets(words, others);
  if (field === 'source') return has(SENDER) ? 1 : 0;
  if (field === 'destination') return has(RECEIVER) ? 1 : 0;
  if (field === 'sourcePort') return has(PORT) && has(SENDER) ? 1 : 0;
  if (field === 'destinationPort') return has(PORT) ? (has(RECEIVER) ? 1 : has(SENDER) ? 0 : 0.5) : 0;
  if (field === 'time') return has(BEGIN) ? 1 : has(TIME) && !has(OVER) ? 0.8 : 0;
  if (field === 'end') return has(OVER) ? 1 : 0;
  if (field === 'duration') return has(LASTING) && !has(BYTES) ? 1 : 0;
  if (field === 'protocol') return has(PROTOCOL) ? 1 : 0;
  const counts = field.startsWith('bytes') ? BYTES : field.startsWith('packets') ? PACKETS : null;
  if (counts === null || !has(counts)) return 0;
  if (field.endsWith('Sent')) return has(SENT) ? 1 : has(RECEIVED) ? 0 : 0.5;
  if (field.endsWith('Received')) return has(RECEIVED) && !has(SENT) ? 1 : 0;
  return 0;
}

/** Fields that are looked for among columns whose names nobody knows. */
const GUESSED: readonly FieldName[] = [
  'source',
  'destination',
  'time',
  'end',
  'duration',
  'sourcePort',
  'destinationPort',
  'protocol',
  'bytesSent',
  'bytesReceived',
  'packetsSent',
  'packetsReceived',
];
/** Fields that values alone can show. */
const SHOWN_BY_VALUES: ReadonlySet<FieldName> = new Set(['source', 'destination', 'time', 'end', 'protocol']);

const KINDS: Readonly<Record<ValueKind, string>> = {
  address: 'addresses',
  port: 'ports',
  time: 'times',
  protocol: 'protocols',
  number: 'numbers',
  text: 'texts',
};

class Proposal {
  readonly proposed: ProposedColumn[] = [];
  private readonly head: TableHead;
  private readonly taken = new Set<number>();

  constructor(head: TableHead) {
    this.head = head;
  }

  cells(column: number): readonly string[] {
    return this.head.rows.map((row) => row[column] ?? '');
  }

  has(field: FieldName): boolean {
    return this.proposed.some((each) => each.field === field);
  }

  isFree(column: number): boolean {
    return !this.taken.has(column);
  }

  add(field: FieldName, column: number, confidence: number, why: string): void {
    this.taken.add(column);
    this.push(field, this.head.columns[column]!, column, confidence, why);
  }

  /** A name that means the field, over cells that cannot be it. */
  refuse(field: FieldName, column: number, why: string): void {
    this.push(field, NO_COLUMN, column, 0.8, why);
  }

  private push(field: FieldName, name: string, column: number, confidence: number, why: string): void {
    const example = this.cells(column).find((cell) => cell.trim() !== '') ?? '';
    this.proposed.push({ field, column: name, confidence, why, example });
  }
}

function byNames(head: TableHead, proposal: Proposal): void {
  for (const { field, column } of head.hasHeader ? assignColumns(head.columns) : []) {
    const name = head.columns[column]!;
    const kind = kindOfField(field);
    const { filled, share } = shareOf(proposal.cells(column), kind);
    const percent = `${Math.round(100 * share)} % of its values are ${KINDS[kind]}`;
    if (filled === 0)
      proposal.add(field, column, 0.6, `the name "${name}" says so; it has no values to check`);
    else if (kind === 'text') proposal.add(field, column, 0.9, `the name "${name}" says so`);
    else if (share >= FITS) proposal.add(field, column, 0.95, `the name "${name}" says so, and ${percent}`);
    else if (share > 0) proposal.add(field, column, 0.5, `the name "${name}" says so, but only ${percent}`);
    else
      proposal.refuse(field, column, `"${name}" is named like it, but none of its values are ${KINDS[kind]}`);
  }
}

function byValues(head: TableHead, proposal: Proposal): void {
  const words = head.columns.map((name) => (head.hasHeader ? wordsOf(name) : new Set<string>()));
  for (const field of GUESSED) {
    if (proposal.proposed.some((each) => each.field === field && each.column !== NO_COLUMN)) continue;
    const kind = kindOfField(field);
    let best = -1;
    let most = 0;
    for (let column = 0; column < head.columns.length; column++) {
      if (!proposal.isFree(column) || shareOf(proposal.cells(column), kind).share < FITS) continue;
      const isWrongSide = field === 'source' && hint('destination', words[column]!) > 0;
      const fit = hint(field, words[column]!) + (isWrongSide ? -1 : SHOWN_BY_VALUES.has(field) ? 0.1 : 0);
      if (field === 'end' && hint(field, words[column]!) === 0) continue;
      if (field === 'protocol' && fit < 1 && !isProtocolLike(proposal.cells(column))) continue;
      if (fit > most) {
        most = fit;
        best = column;
      }
    }
    if (best >= 0) guess(proposal, field, best, most, head.columns[best]!, kind);
  }
}

function guess(
  proposal: Proposal,
  field: FieldName,
  column: number,
  fit: number,
  name: string,
  kind: ValueKind,
): void {
  // A guess replaces the name that was refused.
  const refused = proposal.proposed.findIndex((each) => each.field === field);
  if (refused >= 0) proposal.proposed.splice(refused, 1);
  if (fit >= 0.5)
    proposal.add(field, column, 0.75, `parts of the name "${name}" and its values, which are ${KINDS[kind]}`);
  else proposal.add(field, column, 0.4, `its values are ${KINDS[kind]}; the name "${name}" says nothing`);
}

/** Names of protocols, or numbers that are nearly all ICMP, TCP and UDP. */
function isProtocolLike(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '');
  const usual = filled.filter((cell) => /^(?:tcp|udp|icmp6?|6|17|1|58)$/i.test(cell.trim()));
  return usual.length >= 0.9 * filled.length;
}

/** Of a beginning and an end the earlier one begins. */
function orderTimes(head: TableHead, proposal: Proposal): void {
  const { proposed } = proposal;
  const at = (field: FieldName) =>
    proposed.findIndex((each) => each.field === field && each.column !== NO_COLUMN);
  const [begin, end] = [at('time'), at('end')];
  if (begin < 0 || end < 0) return;
  const numbers = (index: number) =>
    proposal.cells(head.columns.indexOf(proposed[index]!.column)).map((cell) => numberOfText(cell));
  const [first, second] = [numbers(begin), numbers(end)];
  const later = first.filter((value, row) => value > second[row]!).length;
  if (later * 2 <= first.length) return;
  const swap = { ...proposed[begin]!, field: 'end' as const, why: 'it is mostly later than the other time' };
  proposed[begin] = { ...proposed[end]!, field: 'time', why: 'it is mostly earlier than the other time' };
  proposed[end] = swap;
}

/** In the order of the fields. */
export function proposeColumns(head: TableHead): readonly ProposedColumn[] {
  const proposal = new Proposal(head);
  byNames(head, proposal);
  byValues(head, proposal);
  orderTimes(head, proposal);
  const place = ({ field }: ProposedColumn) => FIELD_NAMES.indexOf(field);
  return proposal.proposed.sort((one, other) => place(one) - place(other));
}
