/** The evidence.json of a report, read as what it is: somebody's file. */

export interface EvidenceItem {
  readonly id: string;
  readonly family: string;
  readonly summary: string;
}

export interface HostItem {
  readonly address: string;
  readonly role: string;
  readonly risk: number;
  readonly evidence: readonly EvidenceItem[];
}

const MAX_HOSTS = 1_000;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown, name: string): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value) || !value.every(isRecord)) {
    throw new RangeError(
      `expected a list of objects under "${name}": is this the evidence.json of a report?`,
    );
  }
  return value;
}

/** Riskiest first, at most a thousand. Throws RangeError that says what is missing. */
export function hostsOf(text: string): readonly HostItem[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new RangeError('expected JSON: is this the evidence.json of a report?');
  }
  const root = isRecord(parsed) ? parsed : {};
  const evidence = new Map(
    listOf(root['evidence'], 'evidence').map((item) => [
      String(item['id']),
      { id: String(item['id']), family: String(item['family']), summary: String(item['summary']) },
    ]),
  );
  return listOf(root['hosts'], 'hosts')
    .slice(0, MAX_HOSTS)
    .map((host) => ({
      address: String(host['address']),
      role: String(host['role']),
      risk: typeof host['risk'] === 'number' ? Math.min(1, Math.max(0, host['risk'])) : 0,
      evidence: (Array.isArray(host['evidence']) ? host['evidence'] : [])
        .map((id) => evidence.get(String(id)))
        .filter((item) => item !== undefined),
    }))
    .sort((a, b) => b.risk - a.risk);
}
