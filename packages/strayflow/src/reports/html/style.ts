/** The style sheet of the page: light and dark by the reader's system or by choice, narrow screens, print. */
import { type ChartTheme, DARK, LIGHT, themeVariables } from '../charts/theme.js';

const LIGHT_PAGE = `
  --page: #f4f6f8; --card: #ffffff; --text: #1a2330; --muted: #4f5b6b; --line: #d5dce4; --link: #0b5cad;
  --red: #a3281e; --red-ground: #fdecea; --amber: #7a4f00; --amber-ground: #fff4dc; --green: #1d6b3f; --green-ground: #e6f5ec;
  --code: #eef1f5;`;

const DARK_PAGE = `
  --page: #0d131a; --card: #141b24; --text: #e6ebf1; --muted: #a3afbd; --line: #2d3947; --link: #7db8f2;
  --red: #ff9a8f; --red-ground: #35191a; --amber: #f0c056; --amber-ground: #2f2510; --green: #7fd6a2; --green-ground: #12291d;
  --code: #1d2733;`;

function variables(page: string, theme: ChartTheme): string {
  const colours = themeVariables(theme).map(([name, colour]) => `--${name}: ${colour};`);
  return `${page} ${colours.join(' ')}`;
}

const light = `color-scheme: light; ${variables(LIGHT_PAGE, LIGHT)}`;
const dark = `color-scheme: dark; ${variables(DARK_PAGE, DARK)}`;

export const STYLE = `
:root { ${light} }
@media (prefers-color-scheme: dark) { :root:not(:has(#theme-light:checked)) { ${dark} } }
:root:has(#theme-dark:checked) { ${dark} }
@media print { :root, :root:has(#theme-dark:checked), :root:not(:has(#theme-light:checked)) { ${light} } nav, .theme { display: none } .card, figure { break-inside: avoid } }
* { box-sizing: border-box }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100% }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", Arial, sans-serif }
.wrap { max-width: 1080px; margin: 0 auto; padding: 0 20px 48px }
a { color: var(--link) }
a:focus-visible, summary:focus-visible, .scroll:focus-visible, input:focus-visible + span { outline: 3px solid var(--link); outline-offset: 2px }
.skip { position: absolute; left: -9999px }
.skip:focus { left: 8px; top: 8px; background: var(--card); padding: 8px; z-index: 2 }
h1, h2, h3, h4 { line-height: 1.25; margin: 0; overflow-wrap: anywhere }
h1 { font-size: 1.05rem; font-weight: 600; color: var(--muted) }
h2 { font-size: 1.35rem; margin: 40px 0 14px }
h3 { font-size: 1.15rem }
h4 { font-size: 1rem }
p { margin: 8px 0; overflow-wrap: anywhere }
.top { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; justify-content: space-between; padding: 18px 0 12px }
.theme { border: 1px solid var(--line); border-radius: 8px; padding: 0; margin: 0; display: flex; overflow: hidden; background: var(--card); font-size: .85rem }
.theme legend, caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.theme input { position: absolute; opacity: 0; pointer-events: none }
.theme span { display: block; padding: 4px 12px; cursor: pointer }
.theme input:checked + span { background: var(--text); color: var(--card) }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 18px; padding: 0; margin: 14px 0 0; font-size: .92rem }
.verdict { background: var(--card); border: 1px solid var(--line); border-left: 8px solid var(--green); border-radius: 10px; padding: 20px 24px }
.verdict.block { border-left-color: var(--red); background: var(--red-ground) }
.verdict.alert { border-left-color: var(--amber); background: var(--amber-ground) }
.verdict.quiet { background: var(--green-ground) }
.verdict .headline { font-size: 1.5rem; line-height: 1.35; font-weight: 650; margin: 6px 0 12px }
.label { display: inline-block; font-weight: 700; letter-spacing: .06em; font-size: .85rem; padding: 2px 10px; border-radius: 6px; color: var(--card); background: var(--green) }
.block .label { background: var(--red) } .alert .label { background: var(--amber) }
.verdict ul { margin: 8px 0; padding-left: 20px }
.caution { background: var(--amber-ground); border: 1px solid var(--amber); border-radius: 10px; padding: 12px 20px; margin: 16px 0 }
.caution h2 { margin: 0 0 4px; font-size: 1.05rem; color: var(--amber) }
.caution ul { margin: 4px 0; padding-left: 20px }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 18px 22px; margin: 0 0 16px; overflow-wrap: anywhere }
.card > header { display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline }
.risk { font-size: 1.5rem; font-weight: 700; font-variant-numeric: tabular-nums }
.over-block .risk { color: var(--red) } .over-alert .risk { color: var(--amber) }
.badge { font-size: .8rem; border: 1px solid var(--line); border-radius: 20px; padding: 1px 10px; color: var(--muted); white-space: nowrap }
.bar { width: 100%; height: 30px; margin: 10px 0 2px; display: block; overflow: visible }
.shares { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 20px; padding: 0; margin: 0 0 10px; font-size: .92rem }
.swatch { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 6px; vertical-align: -1px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 10px 0; font-size: .95rem }
dt { color: var(--muted) } dd { margin: 0; overflow-wrap: anywhere }
.evidence { border-top: 1px solid var(--line); margin-top: 14px; padding-top: 12px }
.evidence p.summary { font-weight: 600; margin: 4px 0 6px }
.evidence table { min-width: 0 }
.evidence p { font-size: .95rem; margin: 4px 0 }
.muted { color: var(--muted) }
code { background: var(--code); border-radius: 4px; padding: 0 4px; font: .92em ui-monospace, "DejaVu Sans Mono", Consolas, monospace; overflow-wrap: anywhere }
.scroll { overflow-x: auto; margin: 8px 0 }
table { border-collapse: collapse; font-size: .9rem; min-width: 100% }
th, td { text-align: left; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; max-width: 420px; overflow-wrap: anywhere }
th { color: var(--muted); font-weight: 600; white-space: nowrap }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.wide td { white-space: nowrap }
figure { margin: 0 0 16px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 6px 10px 12px }
figure svg { display: block; width: 100%; min-width: 720px; height: auto }
figcaption, figure details { padding: 0 12px; font-size: .92rem }
details { margin: 8px 0 } summary { cursor: pointer; color: var(--link) }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 16px }
footer { margin-top: 40px; border-top: 1px solid var(--line); padding-top: 14px; font-size: .9rem; color: var(--muted) }
@media (max-width: 700px) {
  .wrap { padding: 0 12px 32px } .two { grid-template-columns: 1fr } .verdict, .card { padding: 14px }
  .verdict .headline { font-size: 1.2rem } dl { grid-template-columns: 1fr } dt { margin-top: 6px }
}
`;
