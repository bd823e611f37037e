/** Reads template records and options template records (RFC 3954 sections 5.2 and 6.1, RFC 7011 section 3.4). */
import { FIRST_DATA_SET, Version } from './headers.js';
import { unsigned16 } from './record-values.js';
import { compileTemplate, readSpecifiers, type Template } from './template.js';

export interface TemplateHandler {
  define(id: number, template: Template): void;
  /** `id` below 256: all of the domain (RFC 7011 section 8.1). */
  withdraw(id: number): void;
}

interface Layout {
  readonly headerBytes: number;
  readonly fields: number;
  readonly scopes: number;
}

/**
 * Tells `handler` of the templates in `bytes[from..to)`; gives what is wrong with what could not be read, or null.
 * `received` is Unix ms.
 */
export function readTemplates(
  bytes: Uint8Array,
  from: number,
  to: number,
  version: number,
  options: boolean,
  received: number,
  handler: TemplateHandler,
): string | null {
  const isIpfix = version === Version.ipfix;
  let at = from;
  while (to - at >= 4) {
    const id = unsigned16(bytes, at);
    const count = unsigned16(bytes, at + 2);
    if (isIpfix && count === 0 && id !== 0) {
      handler.withdraw(id);
      at += 4;
      continue;
    }
    // Zeros fill the set.
    if (id === 0 && count === 0) return null;
    if (id < FIRST_DATA_SET) return `a template with the reserved number ${id}`;
    const layout = options
      ? optionsLayout(bytes, at, to, isIpfix)
      : { headerBytes: 4, fields: count, scopes: 0 };
    if (layout === null) return `options template ${id} breaks off`;
    const v9Scopes = isIpfix ? 0 : layout.scopes;
    const read = readSpecifiers(bytes, at + layout.headerBytes, to, layout.fields, isIpfix, v9Scopes);
    if (read === null) return `template ${id} of ${layout.fields} fields breaks off, or has too many`;
    const template = compileTemplate(read.fields, options ? Math.max(1, layout.scopes) : 0, received);
    if (template === null) return `template ${id} of records without length`;
    handler.define(id, template);
    at = read.next;
  }
  return null;
}

/** NetFlow v9 gives the lengths of scopes and options in bytes; IPFIX counts all fields, and scopes among them. */
function optionsLayout(bytes: Uint8Array, at: number, to: number, isIpfix: boolean): Layout | null {
  if (to - at < 6) return null;
  const first = unsigned16(bytes, at + 2);
  const second = unsigned16(bytes, at + 4);
  if (isIpfix) return { headerBytes: 6, fields: first, scopes: second };
  return { headerBytes: 6, fields: (first >> 2) + (second >> 2), scopes: first >> 2 };
}
