/**
 * Cuts a stream into JSON objects: one on each line, or the elements of an array, which may stand in an outer object
 * as `{"records": [...]}`. Of a broken one no more than itself is lost.
 */
import { type LineHandler, LineReader, type LineState } from '../text/lines.js';
import { ByteWindow, NEWLINE } from '../text/window.js';

export interface JsonObjectHandler {
  /** What stands where an object should, which may be no JSON; the bytes are only valid during the call. */
  object(bytes: Uint8Array, from: number, to: number): void;
  /** An object of more than the limit; its bytes are gone. */
  tooLong(): void;
}

/** What `JsonObjects` remembers between chunks; plain data. */
export interface JsonObjectsState {
  readonly layout: Layout | null;
  readonly lines: LineState | null;
  readonly unread: Uint8Array;
  readonly element: Element;
}

type Layout = 'lines' | 'elements';

/** Where in an element the scan stands. */
interface Element {
  /** Nothing begun, an object, or something that is none. */
  kind: 'none' | 'object' | 'junk';
  /** Bytes of it that were scanned. */
  scanned: number;
  depth: number;
  inString: boolean;
  escaped: boolean;
  /** It is over the limit: its bytes are dropped up to its end. */
  skipping: boolean;
}

const QUOTE = 34;
const COMMA = 44;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;
// Not \s: to it and to trim a byte order mark is space, too, and to JSON it is not.
const ENVELOPE = /^\{[ \t\r\n]*"records"[ \t\r\n]*:[ \t\r\n]*$/;
const ELEMENTS_BEGIN = /^[ \t\r\n]*(?:\[|\{[ \t\r\n]*"records")/;
/** The layout shows within so many bytes. */
const LAYOUT_BYTES = 256;

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
  private layout: Layout | null;
  private lines: LineReader | null = null;

  constructor(limit: number, handler: JsonObjectHandler, state?: JsonObjectsState) {
    this.limit = limit;
    this.handler = handler;
    this.layout = state?.layout ?? null;
    this.element = { ...(state?.element ?? newElement()) };
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
    };
  }

  push(chunk: Uint8Array): void {
    if (this.lines !== null) {
      this.lines.push(chunk);
      return;
    }
    this.window.append(chunk);
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
    if (element.kind !== 'none' && !element.skipping) {
      this.handler.object(window.bytes, window.start, window.end);
    }
    window.start = window.end;
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
    if (at < to) this.handler.object(bytes, at, to);
  }

  tooLong(): void {
    this.handler.tooLong();
  }

  private readElements(): void {
    const { window, element } = this;
    while (window.start < window.end) {
      if (element.kind === 'none' && !this.begin()) return;
      const end = element.kind === 'object' ? this.objectEnd() : this.junkEnd();
      if (end < 0) return;
      if (!element.skipping && end > window.start) {
        this.handler.object(window.bytes, window.start, end);
      }
      window.start = end;
      Object.assign(element, newElement());
    }
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

  /** Where the object ends, or -1 when it goes on. */
  private objectEnd(): number {
    const { window, element } = this;
    const { bytes, end } = window;
    let { depth, inString, escaped } = element;
    let at = window.start + element.scanned;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      // No string goes over a line: what follows is the next object.
      if (inString && byte === NEWLINE) return at;
      if (escaped) escaped = false;
      else if (inString) {
        if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT) depth++;
      else if (byte === OPEN_ARRAY) {
        if (depth === 1 && this.isEnvelope(at)) return this.enter(at);
        depth++;
      } else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --depth <= 0) return at + 1;
      if (at - window.start >= this.limit && !element.skipping) this.skip();
    }
    element.depth = depth;
    element.inString = inString;
    element.escaped = escaped;
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
    this.handler.tooLong();
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

  /** The elements stand in this object: it is none itself. */
  private enter(at: number): number {
    this.window.start = at;
    return at;
  }
}

function newElement(): Element {
  return { kind: 'none', scanned: 0, depth: 0, inString: false, escaped: false, skipping: false };
}
