/** The page at the target that lists all its reports, newest first; needs nothing but itself. */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { PublishedRecord } from './record.js';

export interface ListedReport {
  readonly name: string;
  readonly record: PublishedRecord;
}

/** Tells our page from one that somebody else wrote. */
export const INDEX_MARK = '<meta name="generator" content="strayflow publish">';

const STYLE = `
:root { color-scheme: light dark; --line: #d0d7de; --faint: #57606a; --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --faint: #9198a1; --link: #79c0ff; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--faint); font-weight: 600; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.time { white-space: nowrap; }
a { color: var(--link); }
.faint { color: var(--faint); }
`;

/** `reports` newest first. The same reports give the same bytes. */
export function indexPage(reports: readonly ListedReport[]): Uint8Array {
  const rows = reports.map(({ name, record }) => {
    const entry = record.files.some((file) => file.path === 'index.html') ? 'index.html' : '';
    const verdict =
      record.verdict === '' ? '<span class="faint">no verdict recorded</span>' : escapeHtml(record.verdict);
    return (
      `<tr><td class="time"><a href="${escapeHtml(name)}/${entry}">${escapeHtml(timeOf(name))}</a></td>` +
      `<td>${verdict}</td><td class="number">${escapeHtml(sizeOf(record.size))}</td></tr>`
    );
  });
  return utf8ToBytes(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
${INDEX_MARK}
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Strayflow reports</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Strayflow reports</h1>
<p class="faint">${reports.length} ${reports.length === 1 ? 'report' : 'reports'}, newest first. The time is that of the last traffic in the report.</p>
<table>
<thead><tr><th scope="col">Time</th><th scope="col">Verdict</th><th scope="col">Size</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</body>
</html>
`);
}

/** "2023-03-10T0900Z-ab12cd34" is "2023-03-10 09:00 UTC". */
function timeOf(name: string): string {
  return `${name.slice(0, 10)} ${name.slice(11, 13)}:${name.slice(13, 15)} UTC`;
}

function sizeOf(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
