/** The page: shows the hosts of a report's evidence.json, which never leaves the browser. */
import { type HostItem, hostsOf } from './report.js';

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new RangeError(`expected an element #${id} in the page`);
  return found;
}

function hostSection(host: HostItem): HTMLElement {
  const section = document.createElement('section');
  const heading = document.createElement('h2');
  heading.textContent = host.role === 'victim' ? `${host.address} (attacked)` : host.address;
  const meter = document.createElement('meter');
  meter.value = host.risk;
  meter.textContent = host.risk.toFixed(2);
  meter.setAttribute('aria-label', `risk ${host.risk.toFixed(2)} of 1`);
  const list = document.createElement('ul');
  for (const item of host.evidence) {
    const row = document.createElement('li');
    row.textContent = `${item.family}: ${item.summary}`;
    list.append(row);
  }
  section.append(heading, meter, document.createTextNode(` ${host.risk.toFixed(2)}`), list);
  return section;
}

async function show(file: File): Promise<void> {
  const status = element('status');
  try {
    const hosts = hostsOf(await file.text());
    element('hosts').replaceChildren(...hosts.map(hostSection));
    status.textContent =
      hosts.length === 0 ? 'No host has evidence.' : `${hosts.length} hosts with evidence.`;
  } catch (error) {
    element('hosts').replaceChildren();
    status.textContent = error instanceof Error ? error.message : String(error);
  }
}

element('file').addEventListener('change', (event) => {
  const file = (event.target as HTMLInputElement).files?.[0];
  if (file !== undefined) void show(file);
});
