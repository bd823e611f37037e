/**
 * Cuts a stream into JSON objects: one on each line, or the elements of an array, which may stand in an outer object
 * as `{"records": [...]}`. Of a broken one no more than itself is lost: the next element is found by its first key.
 */
import { type LineHandler, LineReader, type LineState } from '../text/lines.js';
import { ByteWindow, NEWLINE } from '../text/window.js';
import { JsonStructure, type StructureState } from './json-structure.js';

export interface JsonObjectHandler {
  /**
   * What stands where an object should, which may be no JSON; the bytes are only valid during the call. `offset`: of its
   * first byte in the input; null where objects stand on lines.
   */
  object(bytes: Uint8Array, from: number, to: number, offset: number | null): void;
  /** An object of more than the limit; its bytes are gone. */
  tooLong(offset: number | null): void;
}

/** In front of the detail of a reject. */
export function placeOf(offset: number | null): string {
  return offset === null ? '' : `at byte ${offset}: `;
}

/** What `JsonObjects` remembers between chunks; plain data. */
export interface JsonObjectsState {
  readonly layout: Layout | null;
  readonly lines: LineState | null;
  readonly unread: Uint8Array;
  readonly element: Element;
  readonly structure: StructureState;
  readonly firstKey: string;
  readonly received: number;
}

type Layout = 'lines' | 'elements';

/** Where in an element the scan stands. */
interface Element {
  /** Nothing begun, an object, one that turned out to be broken, or something that is none. */
  kind: 'none' | 'object' | 'broken' | 'junk';
  /** Bytes of it that were scanned. */
  scanned: number;
  /** It is over the limit: its bytes are dropped up to its end. */
  skipping: boolean;
}

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPEN_ARRAY = 91;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
// Not \s: to it and to trim a byte order mark is space, too, and to JSON it is not.
const ENVELOPE = /^\{[ \t\r\n]*"records"[ \t\r\n]*:[ \t\r\n]*$/;
const ELEMENTS_BEGIN = /^[ \t\r\n]*(?:\[|\{[ \t\r\n]*"records")/;
/** The layout shows within so many bytes. */
const LAYOUT_BYTES = 256;
const LONGEST_KEY = 64;
const LONGEST_SPACE = 256;

function isSpace(byte: number): boolean {
  return byte === 32 || byte === NEWLINE || byte === 13 || byte === 9;
}

/** What may stand between elements: what separates them, and the ends of what they stand in. */
function isBetween(byte: number): boolean {
  return (
    isSpace(byte) || byte === COMMA || byte === OPEN_ARRAY || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT
  );
}

/** Null when more bytes are needed to tell. */
function layoutOf(head: Uint8Array): Layout | null {
  // It takes away one byte order mark.
  const text = new TextDecoder().decode(head.subarray(0, LAYOUT_BYTES));
  if (ELEMENTS_BEGIN.test(text)) return 'elements';
  const begun = text.replace(/[ \t\r\n]+/g, '');
  // A byte order mark may be half here.
  if (head.length < 3) return null;
  return head.length < LAYOUT_BYTES && '{"records"'.startsWith(begun) ? null : 'lines';
}

export class JsonObjects implements LineHandler {
  private readonly limit: number;
  private readonly handler: JsonObjectHandler;
  private readonly window = new ByteWindow();
  private readonly element: Element;
  private structure: JsonStructure;
  /** Of the element before, with its quotes; '' = unknown. */
  private firstKey: string;
  private received: number;
  private layout: Layout | null;
  private lines: LineReader | null = null;

  constructor(limit: number, handler: JsonObjectHandler, state?: JsonObjectsState) {
    this.limit = limit;
    this.handler = handler;
    this.layout = state?.layout ?? null;
    this.element = { ...(state?.element ?? newElement()) };
    this.structure = new JsonStructure(state?.structure);
    this.firstKey = state?.firstKey ?? '';
    this.received = state?.received ?? 0;
    if (state === undefined) return;
    this.window.append(state.unread);
    if (state.lines !== null) this.lines = new LineReader(limit, this, state.lines);
  }

  get state(): JsonObjectsState {
    const { window } = this;
    return {
      layout: this.layout,
      lines: this.lines?.state ?? null,
      unread: window.bytes.slice(window.start, window.end),
      element: { ...this.element },
      structure: this.structure.state,
      firstKey: this.firstKey,
      received: this.received,
    };
  }

  push(chunk: Uint8Array): void {
    if (this.lines !== null) {
      this.lines.push(chunk);
      return;
    }
    this.window.append(chunk);
    this.received += chunk.length;
    this.layout ??= this.findLayout();
    if (this.layout === 'lines') this.readLines();
    else if (this.layout === 'elements') this.readElements();
  }

  private findLayout(): Layout | null {
    const { window } = this;
    const layout = layoutOf(window.bytes.subarray(window.start, window.end));
    const marked = window.bytes[window.start] === 0xef && window.bytes[window.start + 1] === 0xbb;
    if (layout === 'elements' && marked) window.start += 3;
    return layout;
  }

  /** The input is over: what is half read is handed on as it is. */
  end(): void {
    const { window, element } = this;
    if (this.layout === null && window.length > 0) this.readLines();
    this.lines?.end();
    while (element.kind === 'object' && !element.skipping) {
      this.breakOff(this.window.end);
      this.readElements();
    }
    if (element.kind !== 'none') this.handOn(window.end);
  }

  private readLines(): void {
    const { window } = this;
    this.layout = 'lines';
    this.lines = new LineReader(this.limit, this);
    const head = window.bytes.slice(window.start, window.end);
    window.start = window.end;
    this.lines.push(head);
  }

  line(bytes: Uint8Array, from: number, to: number, lineNumber: number): void {
    let at = lineNumber === 1 && bytes[from] === 0xef && bytes[from + 1] === 0xbb ? from + 3 : from;
    while (at < to && bytes[at]! <= 32) at++;
    if (at < to) this.handler.object(bytes, at, to, null);
  }

  tooLong(): void {
    this.handler.tooLong(null);
  }

  private readElements(): void {
    const { window, element } = this;
    while (window.start < window.end) {
      if (element.kind === 'none' && !this.begin()) return;
      let end = element.kind === 'object' ? this.objectEnd() : -1;
      if (element.kind === 'broken') end = this.brokenEnd();
      else if (element.kind === 'junk') end = this.junkEnd();
      if (end < 0) return;
      this.handOn(end);
    }
  }

  private handOn(end: number): void {
    const { window, element, structure } = this;
    if (!element.skipping && end > window.start) {
      if (structure.outcome === 'whole')
        this.firstKey = keyAt(window.bytes, window.start, end) || this.firstKey;
      this.handler.object(window.bytes, window.start, end, this.offset);
    }
    window.start = end;
    Object.assign(element, newElement());
    this.structure = new JsonStructure();
  }

  /** Of the element in the input. */
  private get offset(): number {
    return this.received - this.window.length;
  }

  /** Goes to the next element; false when there is none yet. */
  private begin(): boolean {
    const { window, element } = this;
    const { bytes } = window;
    while (window.start < window.end && isBetween(bytes[window.start]!)) window.start++;
    if (window.start >= window.end) {
      window.start = window.end;
      return false;
    }
    element.kind = bytes[window.start] === OPEN_OBJECT ? 'object' : 'junk';
    return true;
  }

  /** Where the object ends, or -1 when it goes on or turns out to be broken. */
  private objectEnd(): number {
    const { window, element, structure, limit } = this;
    const isOuter = (at: number) => this.isEnvelope(at);
    for (let at = window.start + element.scanned; ; ) {
      const most = element.skipping ? window.end : Math.min(window.end, window.start + limit);
      at = structure.scan(window.bytes, at, most, isOuter);
      // The elements stand in this object: it is none itself.
      if (structure.outcome === 'array') window.start = at;
      if (structure.outcome === 'array' || structure.outcome === 'whole') return at;
      if (structure.outcome === 'broken') {
        // No string goes over a line: what follows is the next element.
        if (window.bytes[at] === NEWLINE) return at;
        this.breakOff(at);
        return -1;
      }
      if (at === window.end) {
        this.remember(at);
        return -1;
      }
      this.skip();
    }
  }

  /** The object cannot be JSON: the next element may begin anywhere in it, as it swallowed that. */
  private breakOff(at: number): void {
    const { window, element } = this;
    const own = element.skipping ? '' : keyAt(window.bytes, window.start, at);
    if (own !== '') this.firstKey = own;
    element.kind = 'broken';
    element.scanned = element.skipping ? at - window.start : 1;
  }

  /** Where the next element begins: an object with the same first key. -1 when there is none yet. */
  private brokenEnd(): number {
    const { window, element, firstKey } = this;
    const { bytes, end } = window;
    let at = window.start + element.scanned;
    for (; at < end; at++) {
      if (at - window.start >= this.limit && !element.skipping) this.skip();
      if (bytes[at] !== OPEN_OBJECT) continue;
      const likeness = beginsWith(bytes, at, end, firstKey === '' ? '"' : firstKey);
      if (likeness === 'yes') return at;
      if (likeness === 'unknown') break;
    }
    this.remember(at);
    return -1;
  }

  /** What is no object ends where the next may begin. */
  private junkEnd(): number {
    const { window, element } = this;
    const { bytes, end } = window;
    let at = window.start + element.scanned;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === NEWLINE || byte === OPEN_OBJECT) return at;
      if (at - window.start >= this.limit && !element.skipping) this.skip();
    }
    this.remember(at);
    return -1;
  }

  private skip(): void {
    this.element.skipping = true;
    this.handler.tooLong(this.offset);
  }

  private remember(at: number): void {
    const { window, element } = this;
    if (element.skipping) window.start = at;
    element.scanned = at - window.start;
  }

  private isEnvelope(at: number): boolean {
    const { window, element } = this;
    if (element.skipping || at - window.start > LAYOUT_BYTES) return false;
    return ENVELOPE.test(new TextDecoder().decode(window.bytes.subarray(window.start, at)));
  }
}

function newElement(): Element {
  return { kind: 'none', scanned: 0, skipping: false };
}

/** Behind the brace at `at` and what space follows. */
function afterBrace(bytes: Uint8Array, at: number, to: number): number {
  let from = at + 1;
  while (from < to && from < at + LONGEST_SPACE && isSpace(bytes[from]!)) from++;
  return from;
}

/** The first key of the object at `at`, with its quotes; '' when it is long, escaped, or not there. */
function keyAt(bytes: Uint8Array, at: number, to: number): string {
  const from = afterBrace(bytes, at, to);
  if (bytes[from] !== QUOTE) return '';
  for (let end = from + 1; end < Math.min(to, from + LONGEST_KEY); end++) {
    if (bytes[end] === BACKSLASH) return '';
    if (bytes[end] === QUOTE) return String.fromCharCode(...bytes.subarray(from, end + 1));
  }
  return '';
}

/** Whether the object at `at` begins with `key`; `unknown` where the bytes end before that shows. */
function beginsWith(bytes: Uint8Array, at: number, to: number, key: string): 'yes' | 'no' | 'unknown' {
  const from = afterBrace(bytes, at, to);
  for (let i = 0; i < key.length; i++) {
    if (from + i >= to) return 'unknown';
    if (bytes[from + i] !== key.charCodeAt(i)) return 'no';
  }
  return 'yes';
}
