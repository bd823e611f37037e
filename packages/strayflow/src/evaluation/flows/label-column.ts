/** Finds one column of a table of text by its name: Zeek's header, JSON lines, or the first line of a CSV. */
const HASH = 35;
const BRACE = 123;
const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Labelled Zeek logs may join their extra columns by three spaces to the last one. */
const JOINED = '   ';

export class LabelColumn {
  private readonly wanted: string;
  private readonly decoder = new TextDecoder();
  private separator = '\t';
  private delimiter: string | null = null;
  private zeek = false;
  private index = -1;
  private headerRead = false;
  private jsonSeen = false;

  constructor(name: string) {
    this.wanted = name.toLowerCase();
  }

  /** Whether a header named the column, or a JSON line had it. */
  get found(): boolean {
    return this.index >= 0 || this.jsonSeen;
  }

  /** The label of a line; null where it has none. */
  read(bytes: Uint8Array, from: number, to: number): string | null {
    const text = this.decoder.decode(bytes.subarray(from, to)).replace(/^\ufeff/, '');
    const code = text.charCodeAt(0);
    if (code === HASH) {
      this.readZeekHeader(text);
      return null;
    }
    if (code === BRACE) return this.readJson(text);
    if (this.zeek) return this.index < 0 ? null : (zeekCells(text, this.separator)[this.index] ?? null);
    if (!this.headerRead) {
      this.headerRead = true;
      this.readCsvHeader(text);
      return null;
    }
    if (this.delimiter === null) return null;
    return csvCells(text, this.delimiter)[this.index] ?? null;
  }

  private readZeekHeader(text: string): void {
    const separator = /^#separator\s+\\x([0-9a-fA-F]{2})/.exec(text)?.[1];
    if (separator !== undefined) this.separator = String.fromCharCode(Number.parseInt(separator, 16));
    if (!text.startsWith('#fields')) return;
    this.zeek = true;
    const names = zeekCells(text, this.separator).slice(1);
    this.index = names.findIndex((name) => name.toLowerCase() === this.wanted);
  }

  private readJson(text: string): string | null {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return null;
    }
    const entry = Object.entries(value as object).find(([key]) => key.toLowerCase() === this.wanted);
    if (entry === undefined) return null;
    this.jsonSeen = true;
    return String(entry[1]);
  }

  private readCsvHeader(text: string): void {
    for (const delimiter of DELIMITERS) {
      const names = csvCells(text, delimiter).map((name) => name.trim().toLowerCase());
      this.index = names.indexOf(this.wanted);
      if (this.index >= 0) {
        this.delimiter = delimiter;
        return;
      }
    }
  }
}

function zeekCells(text: string, separator: string): readonly string[] {
  const cells = text.split(separator);
  return [...cells.slice(0, -1), ...cells.at(-1)!.split(JOINED)];
}

/** Cells of a record on one line; quotes as in RFC 4180. */
function csvCells(text: string, delimiter: string): readonly string[] {
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted && character === '"' && text[at + 1] === '"') {
      cell += '"';
      at++;
    } else if (character === '"') quoted = !quoted;
    else if (character === delimiter && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += character;
  }
  return [...cells, cell];
}
