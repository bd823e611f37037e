/** The parser of every source whose JSON objects stand on lines or in an array. */
import { restore, snapshot } from '../../model/snapshot.js';
import type { Parser, ParserContext } from '../../model/source.js';
import { type JsonObjectHandler, JsonObjects, type JsonObjectsState } from './json-objects.js';

/** What a source makes of its objects; it counts its own records. */
export interface JsonObjectReader extends JsonObjectHandler {
  /** Records since the last call. */
  takeCount(): number;
  flush(): void;
  end(): void;
  /** All that it remembers between objects; plain data. */
  readonly state: object;
}

interface ParserState {
  readonly objects: JsonObjectsState;
  readonly reader: object;
}

export class JsonObjectsParser implements Parser {
  private readonly context: ParserContext;
  private readonly objects: JsonObjects;
  private readonly reader: JsonObjectReader;

  /** @param open makes the reader, anew or from the `state` of an earlier one */
  constructor(
    context: ParserContext,
    limit: number,
    open: (state: object | undefined) => JsonObjectReader,
    bytes?: Uint8Array,
  ) {
    const state = bytes === undefined ? undefined : restore<ParserState>(bytes);
    this.context = context;
    this.reader = open(state?.reader);
    this.objects = new JsonObjects(limit, this.reader, state?.objects);
  }

  push(chunk: Uint8Array): void {
    this.objects.push(chunk);
    this.tell();
  }

  private tell(): void {
    const records = this.reader.takeCount();
    if (records > 0) this.context.sink.read(records);
  }

  flush(): void {
    this.reader.flush();
  }

  end(): void {
    this.objects.end();
    this.tell();
    this.reader.end();
  }

  snapshot(): Uint8Array {
    return snapshot({ objects: this.objects.state, reader: this.reader.state } satisfies ParserState);
  }
}

/** The first object of `head`, as text for sniffing; '' when there is none. */
export function firstObject(head: Uint8Array): string {
  let text = '';
  const objects = new JsonObjects(head.length, {
    object(bytes, from, to) {
      if (text === '') text = new TextDecoder().decode(bytes.subarray(from, to));
    },
    tooLong() {},
  });
  objects.push(head);
  objects.end();
  return text;
}
