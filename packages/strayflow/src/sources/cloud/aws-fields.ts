/** The fields of AWS VPC flow logs (VPC user guide, "Flow log records") and where they stand in a line. */
import { StrayflowError } from '../../model/errors.js';
import { printable } from '../text/printable.js';

/** Fields that are read. All others are known by name alone, and may be any. */
const READ = [
  'interface-id',
  'srcaddr',
  'dstaddr',
  'pkt-srcaddr',
  'pkt-dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
  'tcp-flags',
] as const;
export type AwsField = (typeof READ)[number];

/** Version 2, the format of a flow log for which none was chosen. */
export const DEFAULT_ORDER: readonly string[] =
  `version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action
log-status`.split(/\s+/);

/** Names that begin a header: those of versions 2 to 5 and the later ones that were known in 2026. */
const NAMES: ReadonlySet<string> = new Set([
  ...DEFAULT_ORDER,
  ...READ,
  ...`vpc-id subnet-id instance-id type region az-id sublocation-type sublocation-id pkt-src-aws-service
pkt-dst-aws-service flow-direction traffic-path reject-reason resource-id encryption-status ecs-cluster-arn
ecs-cluster-name ecs-container-instance-arn ecs-container-instance-id ecs-container-id ecs-second-container-id
ecs-service-name ecs-task-definition-arn ecs-task-arn ecs-task-id`.split(/\s+/),
]);

/** Where each field stands, 0-based; -1 where the log does not have it. */
export type AwsPlan = Readonly<Record<AwsField, number>> & { readonly width: number };

/** The names of a header line, or of a format like "${version} ${srcaddr}"; null when `text` is neither. */
export function fieldNames(text: string): readonly string[] | null {
  const names = text
    .trim()
    .split(/[\s,]+/)
    .map((name) => name.replace(/^\$\{(.*)\}$/, '$1').replaceAll('_', '-'));
  return NAMES.has(names[0]!) && names.every((name) => /^[a-z][a-z0-9-]*$/.test(name)) ? names : null;
}

/** What a log of these fields lacks of what every flow has. */
function lacking(names: readonly string[]): string[] {
  const has = (...any: string[]) => any.some((name) => names.includes(name));
  return [
    has('srcaddr', 'pkt-srcaddr') ? '' : 'srcaddr',
    has('dstaddr', 'pkt-dstaddr') ? '' : 'dstaddr',
    has('start', 'end') ? '' : 'start',
  ].filter((name) => name !== '');
}

export function tellsFlows(names: readonly string[]): boolean {
  return lacking(names).length === 0;
}

/** Throws StrayflowError 'input-unknown' when a log of these fields tells no flows. */
export function planOf(names: readonly string[]): AwsPlan {
  const lacks = lacking(names);
  if (lacks.length > 0) {
    throw new StrayflowError(
      'input-unknown',
      `the flow log has no ${lacks.join(', ')}; its fields are ${printable(names.join(' '), 400)}`,
      { hint: 'Create a flow log that has at least srcaddr, dstaddr and start.' },
    );
  }
  const at = Object.fromEntries(READ.map((field) => [field, names.indexOf(field)])) as Record<
    AwsField,
    number
  >;
  return { ...at, width: names.length };
}
