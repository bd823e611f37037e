/**
 * The operations of the API as openapi-typescript would describe them. Written by hand until the server's own description
 * (/api/v1/openapi.json) has all of them; then this file is generated, and nothing outside src/api/ changes.
 */
import type { Account, AuditEntry, Session, Token, TokenOrder } from './access.js';
import type { AccountRole, Family, Page, PageQuery, ProblemBody, SpanQuery } from './basics.js';
import type { FlowHistogram, FlowPage, FlowQuery, FlowTop, FlowTopBy, Networks } from './flows.js';
import type {
  EvidenceDetail,
  EvidenceRow,
  HostDetail,
  HostRow,
  Overview,
  PeerRow,
  RiskPoint,
} from './hosts.js';
import type {
  Blocking,
  BlockRow,
  Exception,
  ExceptionOrder,
  IncidentDetail,
  IncidentRow,
  Mute,
  MuteOrder,
} from './incidents.js';
import type {
  ModelDetail,
  ModelList,
  ModelRow,
  Policy,
  PolicyPreview,
  ReportList,
  ReportSchedule,
} from './policy.js';
import type { SourceRow, Status } from './status.js';

interface Parts {
  query?: object;
  path?: object;
  body?: object;
}

/** One operation: what it is given, and what it answers (null: nothing). */
type Operation<Answer, Given extends Parts = object> = {
  parameters: (Given extends { query: infer Query } ? { query?: Query } : { query?: never }) &
    (Given extends { path: infer Path } ? { path: Path } : { path?: never });
  responses: {
    200: Answer extends null ? { content?: never } : { content: { 'application/json': Answer } };
    default: { content: { 'application/problem+json': ProblemBody } };
  };
} & (Given extends { body: infer Body }
  ? { requestBody: { content: { 'application/json': Body } } }
  : { requestBody?: never });

type Id = { path: { id: string } };
type Numbered = { path: { id: number } };
type Named = { path: { name: string } };
type OfHost<Query extends object = object> = { path: { host: string }; query: Query & { site?: string } };

export interface paths {
  '/api/v1/setup': {
    get: Operation<{ needed: boolean }>;
    post: Operation<Session, { body: { token: string; name: string; password: string } }>;
  };
  '/api/v1/session': {
    get: Operation<Session>;
    post: Operation<Session, { body: { name: string; password: string } }>;
    delete: Operation<null>;
  };
  '/api/v1/session/password': { post: Operation<null, { body: { password: string; next: string } }> };
  '/api/v1/accounts': {
    get: Operation<{ items: Account[] }>;
    post: Operation<Account, { body: { name: string; role: AccountRole; password: string } }>;
  };
  '/api/v1/accounts/{name}': {
    patch: Operation<null, Named & { body: { role?: AccountRole; password?: string } }>;
    delete: Operation<null, Named>;
  };
  '/api/v1/tokens': {
    get: Operation<Page<Token>, { query: PageQuery }>;
    post: Operation<Token & { token: string }, { body: TokenOrder }>;
  };
  '/api/v1/tokens/{id}': { delete: Operation<null, Id> };
  '/api/v1/audit': { get: Operation<Page<AuditEntry>, { query: PageQuery }> };
  '/api/v1/status': { get: Operation<Status> };
  '/api/v1/sources': { get: Operation<Page<SourceRow>, { query: PageQuery }> };

  '/api/v1/overview': { get: Operation<Overview, { query: SpanQuery }> };
  '/api/v1/hosts': {
    get: Operation<Page<HostRow>, { query: PageQuery & { search?: string; order?: 'risk' | 'last' } }>;
  };
  '/api/v1/hosts/{host}': { get: Operation<HostDetail, OfHost> };
  '/api/v1/hosts/{host}/risk': { get: Operation<{ items: RiskPoint[] }, OfHost<SpanQuery>> };
  '/api/v1/hosts/{host}/evidence': { get: Operation<Page<EvidenceRow>, OfHost<PageQuery>> };
  '/api/v1/hosts/{host}/peers': {
    get: Operation<{ items: PeerRow[] }, OfHost<SpanQuery & { limit?: number }>>;
  };
  '/api/v1/evidence': {
    get: Operation<Page<EvidenceRow>, { query: PageQuery & SpanQuery & { family?: Family } }>;
  };
  '/api/v1/evidence/{id}': { get: Operation<EvidenceDetail, Id> };
  '/api/v1/evidence/{id}/records': {
    get: Operation<{ items: FlowPage['items']; missing: number }, Id & { query: { limit?: number } }>;
  };

  '/api/v1/flows': {
    get: Operation<FlowPage, { query: FlowQuery & PageQuery & { order?: 'newest' | 'oldest' | 'bytes' } }>;
  };
  '/api/v1/flows/histogram': { get: Operation<FlowHistogram, { query: FlowQuery }> };
  '/api/v1/flows/top': {
    get: Operation<FlowTop, { query: FlowQuery & { by?: FlowTopBy; limit?: number } }>;
  };
  '/api/v1/networks': { get: Operation<Networks, { query: SpanQuery }> };

  '/api/v1/incidents': {
    get: Operation<
      Page<IncidentRow>,
      { query: PageQuery & { state?: 'open' | 'closed' | 'all'; search?: string; assigned?: string } }
    >;
  };
  '/api/v1/incidents/{id}': { get: Operation<IncidentDetail, Id> };
  '/api/v1/incidents/{id}/acknowledge': { post: Operation<IncidentRow, Id & { body: object }> };
  '/api/v1/incidents/{id}/assign': { post: Operation<IncidentRow, Id & { body: { to: string | null } }> };
  '/api/v1/incidents/{id}/close': { post: Operation<IncidentRow, Id & { body: object }> };
  '/api/v1/incidents/{id}/false-alarm': {
    post: Operation<IncidentRow, Id & { body: { reason: string; days: number } }>;
  };
  '/api/v1/assignees': { get: Operation<{ items: string[] }> };
  '/api/v1/mutes': {
    get: Operation<Page<Mute>, { query: PageQuery }>;
    post: Operation<Mute, { body: MuteOrder }>;
  };
  '/api/v1/mutes/{id}': { delete: Operation<null, Numbered> };

  '/api/v1/blocks': {
    get: Operation<Page<BlockRow>, { query: PageQuery & { status?: 'live' | 'ended' | 'all' } }>;
  };
  '/api/v1/blocks/{id}/approve': { post: Operation<BlockRow, Id & { body: object }> };
  '/api/v1/blocks/{id}/deny': { post: Operation<BlockRow, Id & { body: { reason: string } }> };
  '/api/v1/blocks/{id}/undo': { post: Operation<BlockRow, Id & { body: { reason: string; hours: number } }> };
  '/api/v1/blocks/undo-all': {
    post: Operation<{ ended: number }, { body: { reason: string; hours: number } }>;
  };
  '/api/v1/blocking': {
    get: Operation<Blocking>;
    put: Operation<Blocking, { body: { isBlocking: boolean; reason: string } }>;
  };
  '/api/v1/exceptions': {
    get: Operation<Page<Exception>, { query: PageQuery }>;
    post: Operation<{ exception: Exception; endedBlocks: number }, { body: ExceptionOrder }>;
  };
  '/api/v1/exceptions/{id}': { delete: Operation<null, Numbered> };

  '/api/v1/policy': {
    get: Operation<Policy>;
    put: Operation<Policy, { body: { text: string; digest: string } }>;
  };
  '/api/v1/policy/preview': { post: Operation<PolicyPreview, { body: { text: string; days?: number } }> };
  '/api/v1/models': { get: Operation<ModelList> };
  '/api/v1/models/{version}': { get: Operation<ModelDetail, { path: { version: number } }> };
  '/api/v1/models/{version}/changes': {
    get: Operation<{ items: string[] }, { path: { version: number }; query: { from?: number } }>;
  };
  '/api/v1/models/{version}/promote': {
    post: Operation<ModelRow, { path: { version: number }; body: object }>;
  };
  '/api/v1/reports': { get: Operation<ReportList> };
  '/api/v1/reports/make': { post: Operation<null, { body: { hours: number } }> };
  '/api/v1/reports/{name}/publish': { post: Operation<null, Named> };
  '/api/v1/reports/schedule': { put: Operation<ReportSchedule, { body: ReportSchedule }> };
}
