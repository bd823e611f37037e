/** The import rules of ARCHITECTURE.md as a function from sources to violations. */

const STAGES = [
  'sources',
  'features',
  'learned',
  'behaviours',
  'addresses',
  'risk',
  'policy',
  'actions',
  'reports',
  'publish',
  'store',
  'stream',
];
/** Run in a browser, too: no Node API. */
const PORTABLE = ['model', 'sources', 'features', 'learned', 'behaviours', 'addresses', 'risk', 'policy'];
const ROUTE = ['pipeline', 'config', 'analysis', 'live'];
const SHELLS = ['cli', 'server', 'evaluation', 'browser'];
const MODEL_PACKAGES = ['zod', '@noble/hashes', '@uwdata/flechette', 'msgpackr', '@strayflow/detectors'];

export interface SourceFile {
  /** Below src, as "risk/index.ts". */
  readonly path: string;
  readonly text: string;
}

/** Module specifiers of static imports, exports-from and dynamic imports. */
export function importsOf(text: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*['"]([^'"]+)['"]|import\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2]!);
}

/** The room that a file is in: its folder, or the file's own name for files at the top. */
function roomOf(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? path.replace(/\.ts$/, '') : path.slice(0, slash);
}

function resolve(from: string, specifier: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/').replace(/\.js$/, '.ts');
}

function mayImport(from: string, to: string): boolean {
  if (from === to || to === 'model') return true;
  if (to === 'evaluation') return from === 'cli';
  if (from === 'model') return false;
  if (STAGES.includes(from)) return false;
  if (ROUTE.includes(from)) return STAGES.includes(to) || ROUTE.includes(to);
  if (from === 'shell') return STAGES.includes(to) || ROUTE.includes(to);
  if (from === 'index' || SHELLS.includes(from)) return !SHELLS.includes(to);
  return false;
}

export function violations(files: readonly SourceFile[]): string[] {
  const found: string[] = [];
  for (const file of files) {
    const room = roomOf(file.path);
    for (const specifier of importsOf(file.text)) {
      if (specifier.startsWith('.')) {
        const target = roomOf(resolve(file.path, specifier));
        if (!mayImport(room, target)) found.push(`${file.path} imports ${target} (${specifier})`);
      } else {
        if (specifier.startsWith('node:') && (PORTABLE.includes(room) || ROUTE.includes(room))) {
          found.push(`${file.path} uses a Node API (${specifier})`);
        }
        if (
          room === 'model' &&
          !MODEL_PACKAGES.some((name) => specifier === name || specifier.startsWith(`${name}/`))
        ) {
          found.push(`${file.path} imports the package ${specifier}`);
        }
      }
    }
    if (PORTABLE.includes(room) || ROUTE.includes(room)) {
      const code = file.text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
      if (/\b(?:process\.|Buffer\.|require\()/.test(code)) found.push(`${file.path} uses a Node global`);
      if (/\b(?:Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\()/.test(code)) {
        found.push(`${file.path} reads the clock or global randomness`);
      }
    }
  }
  return [...found, ...cycles(files)];
}

/** Node APIs and globals in what `entry` leads to by imports that are more than types: each with the way there. */
export function nodeReachedFrom(entry: string, files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file.text]));
  const ways = new Map([[entry, entry]]);
  const found: string[] = [];
  for (const [path, way] of ways) {
    const text = byPath.get(path);
    if (text === undefined) {
      found.push(`${way} is no file`);
      continue;
    }
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
    if (/\b(?:process\.|Buffer\.|require\()/.test(code)) found.push(`${way} uses a Node global`);
    const values = code.replace(/(?:^|\n)\s*(?:import|export)\s+type\b[^;]*;/g, '');
    for (const specifier of importsOf(values)) {
      if (specifier.startsWith('node:')) found.push(`${way} uses ${specifier}`);
      if (!specifier.startsWith('.')) continue;
      const next = resolve(path, specifier);
      if (!ways.has(next)) ways.set(next, `${way} -> ${next}`);
    }
  }
  return found;
}

function cycles(files: readonly SourceFile[]): string[] {
  const graph = new Map(
    files.map((file) => [
      file.path,
      importsOf(file.text)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => resolve(file.path, specifier)),
    ]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push(`cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' -> ')}`);
      return;
    }
    if (done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}
