/**
 * Prints docs/detectors/api.md: every export of the package's entries, with signature and docstring, as the compiler
 * sees them. Fails naming the exports that have no docstring.
 *
 *     node packages/detectors/scripts/api-page.mjs [FOLDER OF A PACKAGE]
 */
import { readFileSync } from 'node:fs';
import { basename, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
const manifest = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));

/** Source file of each entry that has types, by the name to import it by. */
const entries = Object.entries(manifest.exports)
  .filter(([, target]) => target.types !== undefined)
  .map(([path, target]) => [
    manifest.name + path.slice(1),
    resolve(folder, target.types.replace(/^\.\/dist\//, 'src/').replace(/\.d\.ts$/, '.ts')),
  ]);

const options = {
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts'],
  types: [],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  declaration: true,
  emitDeclarationOnly: true,
  skipLibCheck: true,
};
const program = ts.createProgram(
  entries.map(([, file]) => file),
  options,
);
const checker = program.getTypeChecker();
const declarations = declarationFiles();

const sections = entries.map(([name, file]) => ({ name, exported: exportsOf(file) }));
const silent = sections.flatMap(({ exported }) => exported.filter(({ text }) => text === ''));
if (silent.length > 0) {
  process.stderr.write(
    `expected a docstring on each export, found none on:\n${silent.map(({ name, source }) => `  ${name} (${source})\n`).join('')}`,
  );
  process.exit(1);
}
process.stdout.write(page());

/** The declarations of each source file, parsed. */
function declarationFiles() {
  const files = new Map();
  program.emit(
    undefined,
    (path, text, _, __, [source]) => {
      files.set(source.fileName, ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true));
    },
    undefined,
    true,
  );
  return files;
}

function exportsOf(file) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  // A file that exports nothing is no module.
  if (!module) return [];
  return checker
    .getExportsOfModule(module)
    .map((symbol) => exportOf(symbol))
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

function exportOf(symbol) {
  const original = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const source = original.declarations[0].getSourceFile().fileName;
  const file = declarations.get(source);
  const statements = file.statements.filter((statement) => namesOf(statement).includes(original.name));
  return {
    name: symbol.name,
    kind: kindOf(statements[0]),
    source: relative(root, source),
    text: docstring(original.declarations.map(commentOf).find((comment) => comment !== '') ?? ''),
    code: statements.map((statement) => codeOf(statement)).join('\n'),
  };
}

function namesOf(statement) {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  }
  return statement.name ? [statement.name.text] : [];
}

function kindOf(statement) {
  if (ts.isFunctionDeclaration(statement)) return 'function';
  if (ts.isClassDeclaration(statement)) return 'class';
  if (ts.isVariableStatement(statement)) return 'value';
  return 'type';
}

/** The docstring in front of a declaration, with its stars; what stands at the head of a file is not one. */
function commentOf(declaration) {
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const source = node.getSourceFile().text;
  const last = (ts.getLeadingCommentRanges(source, node.pos) ?? []).at(-1);
  if (!last || (last.pos === 0 && source.startsWith('\n\n', last.end))) return '';
  const comment = source.slice(last.pos, last.end);
  return comment.startsWith('/**') ? comment : '';
}

/** Markdown of a docstring: its prose, then what its tags say. */
function docstring(comment) {
  const lines = comment
    .replace(/^\/\*\*\s?|\s*\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const [prose, ...tags] = lines.join('\n').split(/(?:^|(?<=\s))@(?=(?:param|returns|throws)\b)/);
  return [prose.trim(), ...tags.map(tagText)].filter((part) => part !== '').join('\n\n');
}

function tagText(tag) {
  const text = tag.trim();
  if (text.startsWith('param')) return text.replace(/^param\s+(\S+)\s*/, '- `$1`: ');
  if (text.startsWith('throws')) return text.replace(/^throws\s+/, '**Throws** ');
  return text.replace(/^returns\s+/, '**Returns** ');
}

/** The declaration without its docstring and without what is private. */
function codeOf(statement) {
  if (!ts.isClassDeclaration(statement)) return withoutModifiers(statement.getText());
  const heritage = (statement.heritageClauses ?? []).map((clause) => ` ${clause.getText()}`).join('');
  const parameters = statement.typeParameters
    ? `<${statement.typeParameters.map((each) => each.getText()).join(', ')}>`
    : '';
  const members = statement.members.filter(isPublic).map((member) => {
    const from = ts.getLeadingCommentRanges(statement.getSourceFile().text, member.pos)?.[0]?.pos;
    const text = statement.getSourceFile().text.slice(from ?? member.getStart(), member.end);
    return `    ${text}\n`;
  });
  return `class ${statement.name.text}${parameters}${heritage} {\n${members.join('')}}`;
}

function isPublic(member) {
  if (member.name && ts.isPrivateIdentifier(member.name)) return false;
  return !(ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected));
}

function withoutModifiers(code) {
  return code.replace(/^export (?:declare )?/, '');
}

function page() {
  const parts = [
    '# API of the detectors\n',
    'Made from the declarations and docstrings by `npm run docs`; a test compares. What the detectors are and when to use which:\n[the overview](README.md).\n',
  ];
  const seen = new Map();
  for (const { name, exported } of sections.filter((section) => section.exported.length > 0)) {
    parts.push(`## \`${name}\`\n`, '| export | kind | what |', '|---|---|---|');
    for (const each of exported) {
      // Headings that differ in case alone are numbered by what shows them.
      const anchor = each.name.toLowerCase();
      const before = seen.get(anchor) ?? 0;
      seen.set(anchor, before + 1);
      const link = before === 0 ? anchor : `${anchor}-${before}`;
      parts.push(`| [\`${each.name}\`](#${link}) | ${each.kind} | ${firstSentence(each.text)} |`);
    }
    parts.push('');
    for (const { name, source, text, code } of exported) {
      parts.push(`### ${name}\n`, `${text}\n`, `\`\`\`ts\n${indented(code)}\n\`\`\`\n`);
      parts.push(`[${basename(source)}](../../${source})\n`);
    }
  }
  return `${parts.join('\n').trimEnd()}\n`;
}

/** Up to the first full stop or colon outside of brackets. */
function firstSentence(text) {
  const line = text.split('\n\n', 1)[0].replace(/\s+/g, ' ');
  let depth = 0;
  let end = 0;
  while (end < line.length && (depth > 0 || !/^[.:]( [A-Z]|$)/.test(line.slice(end, end + 3)))) {
    if (line[end] === '(') depth++;
    if (line[end] === ')') depth--;
    end++;
  }
  return line.slice(0, end).replaceAll('|', '\\|');
}

/** Two spaces a level, as in the sources. */
function indented(code) {
  return code.replace(/^( {4})+/gm, (spaces) => ' '.repeat(spaces.length / 2));
}
