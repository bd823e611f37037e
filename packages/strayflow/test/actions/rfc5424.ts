/** A strict reader of syslog messages (RFC 5424, section 6) and of frames with octet counting (RFC 6587, 3.4.1). */

export interface SyslogMessage {
  readonly facility: number;
  readonly severity: number;
  readonly time: string;
  readonly hostname: string;
  readonly application: string;
  readonly process: string;
  readonly kind: string;
  /** By SD-ID; a name may come several times. */
  readonly data: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  /** Without the byte order mark. */
  readonly text: string;
  readonly hasMark: boolean;
}

const HEADER =
  /^<(\d{1,3})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z) ([\x21-\x7e]{1,255}) ([\x21-\x7e]{1,48}) ([\x21-\x7e]{1,128}) ([\x21-\x7e]{1,32}) /;
const NAME = /^[\x21\x23-\x3c\x3e-\x5c\x5e-\x7e]{1,32}$/;

/** Throws on what the grammar does not allow. */
export function readSyslog(bytes: Uint8Array): SyslogMessage {
  const all = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const header = HEADER.exec(all);
  if (header === null) throw new Error(`no header: ${JSON.stringify(all.slice(0, 200))}`);
  const [whole, priority, time, hostname, application, process, kind] = header;
  if (Number(priority) > 191) throw new Error(`priority ${priority}`);
  const { data, end } = readData(all, whole.length);
  if (end < all.length && all[end] !== ' ') throw new Error('no space before the text');
  const text = all.slice(end + 1);
  const hasMark = text.startsWith('\ufeff');
  return {
    facility: Math.floor(Number(priority) / 8),
    severity: Number(priority) % 8,
    time: time!,
    hostname: hostname!,
    application: application!,
    process: process!,
    kind: kind!,
    data,
    text: hasMark ? text.slice(1) : text,
    hasMark,
  };
}

function readData(all: string, start: number) {
  const data = new Map<string, Map<string, string[]>>();
  let at = start;
  if (all[at] === '-') return { data, end: at + 1 };
  while (all[at] === '[') {
    const id = /^[^ \]]+/.exec(all.slice(at + 1))?.[0] ?? '';
    if (!NAME.test(id) || data.has(id)) throw new Error(`SD-ID ${JSON.stringify(id)}`);
    const parameters = new Map<string, string[]>();
    data.set(id, parameters);
    at += 1 + id.length;
    while (all[at] === ' ') {
      const name = /^[^=\]" ]+/.exec(all.slice(at + 1))?.[0] ?? '';
      if (!NAME.test(name)) throw new Error(`PARAM-NAME ${JSON.stringify(name)}`);
      at += 1 + name.length;
      if (all.slice(at, at + 2) !== '="') throw new Error(`no value for ${name}`);
      at += 2;
      let value = '';
      while (all[at] !== '"') {
        if (at >= all.length || all[at] === ']') throw new Error(`value of ${name} does not end`);
        if (all[at] === '\\' && /["\\\]]/.test(all[at + 1] ?? '')) at++;
        value += all[at];
        at++;
      }
      at++;
      parameters.set(name, [...(parameters.get(name) ?? []), value]);
    }
    if (all[at] !== ']') throw new Error(`element ${id} does not end`);
    at++;
  }
  if (data.size === 0) throw new Error('no STRUCTURED-DATA');
  return { data, end: at };
}

/** The messages in a stream; throws where one is not whole. */
export function readFrames(stream: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  for (let at = 0; at < stream.length; ) {
    const length = /^([1-9]\d{0,5}) /.exec(stream.toString('latin1', at, at + 8))?.[1];
    if (length === undefined) throw new Error(`no length at byte ${at}`);
    const start = at + length.length + 1;
    at = start + Number(length);
    if (at > stream.length) throw new Error('a frame is cut off');
    frames.push(stream.subarray(start, at));
  }
  return frames;
}

export interface CefEvent {
  readonly header: readonly string[];
  readonly extension: ReadonlyMap<string, string>;
}

/** ArcSight's Common Event Format: eight parts, the last of which is key=value with keys that come once. */
export function readCef(text: string): CefEvent {
  const header: string[] = [];
  let at = 0;
  let part = '';
  while (header.length < 7) {
    if (at >= text.length) throw new Error('the header does not end');
    if (text[at] === '\\') {
      if (!/[\\|]/.test(text[at + 1] ?? '')) throw new Error(`escape of ${text[at + 1]} in the header`);
      part += text[at + 1];
      at += 2;
    } else if (text[at] === '|') {
      header.push(part);
      part = '';
      at++;
    } else {
      part += text[at];
      at++;
    }
  }
  const extension = new Map<string, string>();
  const rest = text.slice(at);
  const keys = [...rest.matchAll(/(?:^| )([A-Za-z][A-Za-z0-9]*)=/g)];
  for (const [i, match] of keys.entries()) {
    const key = match[1]!;
    if (extension.has(key)) throw new Error(`key ${key} comes twice`);
    const raw = rest.slice(match.index + match[0].length, keys[i + 1]?.index ?? rest.length);
    if (/(?:^|[^\\])(?:\\\\)*=/.test(raw)) throw new Error(`= in the value of ${key}`);
    extension.set(key, raw.replace(/\\([\\=])/g, '$1'));
  }
  return { header, extension };
}
