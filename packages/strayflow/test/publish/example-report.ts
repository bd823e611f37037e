/** A small report as the shell hands it to `publishReport`, and a client of its own to look at what was published. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { ReportFile } from '../../src/model/report.js';

function file(path: string, content: string, mediaType = 'text/plain'): ReportFile {
  return { path, mediaType, content: new TextEncoder().encode(content) };
}

/** Eight files; `verdict` and `runTime` only change manifest.json, `text` changes the result itself. */
export function exampleReport(
  options: { text?: string; verdict?: string; runTime?: string; filler?: number } = {},
): readonly ReportFile[] {
  const { text = 'one', verdict = '203.0.113.66 scanned ports', runTime = '1 s', filler = 2_000 } = options;
  return [
    file('evidence.json', `{"text":"${text}"}`, 'application/json'),
    file('flows.csv', 'source,destination\n'.repeat(Math.ceil(filler / 19)), 'text/csv'),
    file('hosts.csv', 'host,risk\n203.0.113.66,0.87\n', 'text/csv'),
    file('index.html', `<!doctype html><title>${text}</title>`, 'text/html'),
    file('plots/risk.png', '\u0089PNG not really', 'image/png'),
    file('plots/risk.svg', `<svg><!-- ${text} --></svg>`, 'image/svg+xml'),
    file('summary.txt', '-----\nA verdict in words.\n'),
    file('manifest.json', JSON.stringify({ verdict, runTime }), 'application/json'),
  ];
}

/** What `curl` gets: the status and the body. */
export function curl(url: string, ...options: string[]): { readonly status: number; readonly body: string } {
  const program = '/usr/bin/curl';
  if (!existsSync(program)) throw new Error(`${program} is missing: apt-get install curl`);
  const output = execFileSync(program, ['--silent', '--write-out', '\n%{http_code}', ...options, url], {
    encoding: 'utf8',
  });
  const end = output.lastIndexOf('\n');
  return { status: Number(output.slice(end + 1)), body: output.slice(0, end) };
}

/** Every file below a folder, sorted, as relative paths. */
export function treeOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** The publish stage as JavaScript that a process of its own can run, so that the process can be killed. */
export function transpiledStage(): string {
  const source = fileURLToPath(new URL('../../src/', import.meta.url));
  const modules = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
  const out = mkdtempSync(join(tmpdir(), 'strayflow-stage-'));
  writeFileSync(join(out, 'package.json'), '{"type":"module"}');
  symlinkSync(modules, join(out, 'node_modules'));
  for (const folder of ['publish', 'model']) {
    mkdirSync(join(out, folder));
    for (const name of readdirSync(join(source, folder)).filter((entry) => entry.endsWith('.ts'))) {
      const text = ts.sys.readFile(join(source, folder, name)) ?? '';
      const { outputText } = ts.transpileModule(text, {
        compilerOptions: {
          target: ts.ScriptTarget.ES2022,
          module: ts.ModuleKind.ESNext,
          verbatimModuleSyntax: true,
        },
      });
      writeFileSync(join(out, folder, name.replace(/\.ts$/, '.js')), outputText);
    }
  }
  return out;
}
