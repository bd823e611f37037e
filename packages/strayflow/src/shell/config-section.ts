/** One section of a configuration file as text: read as it is written, and replaced with all around it left as it was. */
import { createHash } from 'node:crypto';
import { type Document, isMap, isNode, isScalar, type Pair, parseDocument, type YAMLMap } from 'yaml';
import { StrayflowError } from '../model/errors.js';

const INDENT = '  ';

/** Where a section lies in the text, in whole lines. */
interface Place {
  readonly from: number;
  readonly to: number;
  /** On the line of the key, behind it, with the blanks before; "" for none. */
  readonly remark: string;
}

/** The text of a section without its key and indentation; "" where there is none. Throws StrayflowError 'config-invalid'. */
export function sectionText(text: string, name: string): string {
  const unix = text.replaceAll('\r\n', '\n');
  const root = rootOf(unix);
  const pair = root === null ? undefined : pairOf(root, name);
  const value = pair?.value;
  if (root === null || value === undefined || !isNode(value) || value.range == null) return '';
  refuseNamed(value, name);
  if (isFlow(value)) return `${unix.slice(value.range[0], value.range[1]).trim()}\n`;
  const { from, to } = placeOf(unix, root, name)!;
  const lines = unix.slice(from, to).split('\n').slice(1);
  while (lines.at(-1)?.trim() === '') lines.pop();
  const inside = lines.filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const depth = Math.min(...inside.map((line) => line.length - line.trimStart().length));
  const plain = lines.map((line) => (line.startsWith('#') ? line : line.slice(depth)));
  return plain.length === 0 ? '' : `${plain.join('\n')}\n`;
}

/** Of the section as it is written: who edits one says which. */
export function sectionDigest(section: string): string {
  return createHash('sha256').update(section).digest('hex');
}

/**
 * The text with the section replaced. Throws StrayflowError 'config-invalid' where that cannot be done without changing
 * anything else; whether what comes of it is a configuration is not looked at.
 */
export function withSection(text: string, name: string, section: string): string {
  const isWindows = text.includes('\r\n');
  const unix = text.replaceAll('\r\n', '\n');
  const wanted = section.replaceAll('\r\n', '\n').trimEnd();
  const given = plain(wanted);
  const root = rootOf(unix);
  const edited = root?.flow === true ? inFlow(unix, name, wanted) : inBlock(unix, root, name, wanted);
  const [before, after] = [plain(unix), plain(edited)];
  const expected = JSON.stringify({ ...before, [name]: given }, sorted);
  if (JSON.stringify({ ...after, [name]: after[name] ?? {} }, sorted) !== expected) {
    throw invalid(`the section "${name}" cannot be replaced without changing what stands around it`);
  }
  return isWindows ? edited.replaceAll('\n', '\r\n') : edited;
}

function inBlock(text: string, root: YAMLMap | null, name: string, wanted: string): string {
  const place = root === null ? null : placeOf(text, root, name);
  const body = wanted.split('\n').map((line) => (line.trim() === '' ? '' : `${INDENT}${line}`));
  const lines = wanted === '' ? [] : body;
  if (place === null) {
    const end = root === null ? text.length : endOf(text, root);
    const start = text.slice(0, end);
    const gap = start === '' || start.endsWith('\n') ? '' : '\n';
    return `${start}${gap}${[`${name}:`, ...lines].join('\n')}\n${text.slice(end)}`;
  }
  const head = `${name}:${place.remark}`;
  return `${text.slice(0, place.from)}${[head, ...lines].join('\n')}\n${text.slice(place.to)}`;
}

/** Where all is in braces, as in JSON, the section is written so too. */
function inFlow(text: string, name: string, wanted: string): string {
  const document = parseDocument(text);
  const given = parseDocument(wanted);
  const value = given.contents ?? document.createNode({});
  if (isMap(value)) value.flow = true;
  document.setIn([name], value);
  return document.toString({ lineWidth: 0 });
}

/** Null for a file without content. Throws StrayflowError 'config-invalid'. */
function rootOf(text: string): YAMLMap | null {
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw invalid(error.message.split('\n')[0] ?? 'it is no YAML');
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return null;
  if (!isMap(contents)) throw invalid('it is no mapping of names to values');
  return contents as YAMLMap;
}

function pairOf(root: YAMLMap, name: string): Pair | undefined {
  return root.items.find(({ key }) => isScalar(key) && key.value === name);
}

/** Null where there is no such section. */
function placeOf(text: string, root: YAMLMap, name: string): Place | null {
  const pair = pairOf(root, name);
  if (pair === undefined) return null;
  const start = startOf(pair);
  const { value } = pair;
  if (value !== null && isNode(value)) refuseNamed(value, name);
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = root.items[root.items.indexOf(pair) + 1];
  const end = next === undefined ? endOf(text, root) : text.lastIndexOf('\n', startOf(next) - 1) + 1;
  const isOnLine = isNode(value) && value.range != null && isFlow(value);
  const behind = isOnLine ? value.range![1] : text.indexOf(':', start) + 1;
  const line = text.indexOf('\n', behind);
  const remark = text.slice(behind, line === -1 ? text.length : line).trimEnd();
  return {
    from,
    to: withoutRemarks(text, from, end),
    remark: /^\s+#/.test(remark) ? remark : '',
  };
}

/** Blank lines and remarks at the margin below a section belong to what follows. */
function withoutRemarks(text: string, from: number, end: number): number {
  const lines = text.slice(from, end).split('\n');
  if (lines.at(-1) === '') lines.pop();
  while (lines.length > 1 && (lines.at(-1)!.trim() === '' || lines.at(-1)!.startsWith('#'))) lines.pop();
  return Math.min(end, from + lines.join('\n').length + 1);
}

/** Before a mark that ends the document, where there is one. */
function endOf(text: string, root: YAMLMap): number {
  const from = root.range![0];
  const mark = /^\.\.\.\s*$/m.exec(text.slice(from));
  return mark === null ? text.length : from + mark.index;
}

function startOf({ key }: Pair): number {
  return isNode(key) ? key.range![0] : 0;
}

function isFlow(value: unknown): boolean {
  return isMap(value) ? value.flow === true : !(isScalar(value) && value.value === null);
}

/** Throws where the value stands for another, or another for it. */
function refuseNamed(value: object, name: string): void {
  const { anchor, source, tag } = value as { anchor?: unknown; source?: unknown; tag?: unknown };
  const isAlias = !isMap(value) && !isScalar(value) && source !== undefined;
  const isTagged = typeof tag === 'string' && !tag.startsWith('tag:yaml.org,2002:');
  if (anchor !== undefined || isAlias || isTagged) {
    throw invalid(`the section "${name}" is written by an anchor, an alias or a tag: edit the file by hand`);
  }
}

function plain(text: string): Record<string, unknown> {
  const document = parseDocument(text, { prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) throw invalid(error.message.split('\n')[0] ?? 'it is no YAML');
  const value = valuesOf(document);
  if (typeof value !== 'object' || Array.isArray(value)) throw invalid('it is no mapping of names to values');
  return value as Record<string, unknown>;
}

/** Aliases that lead nowhere, or to too much, are found only here. */
function valuesOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (cause) {
    throw invalid(cause instanceof Error ? cause.message : String(cause));
  }
}

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function invalid(message: string): StrayflowError {
  return new StrayflowError('config-invalid', message);
}
