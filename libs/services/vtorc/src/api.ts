import { enumNumber, toJsonText } from '@vt/proto';
import { type HttpRequest, type HttpResponse, json, text } from '@vt/servenv';
import { primaryOf } from './analysis/analyze-shard.ts';
import { type Problem, problems, repairOf } from './analysis/problem.ts';
import { type StructureWarning, structureWarnings } from './analysis/structure.ts';
import { isProblemCode } from './recovery/switches.ts';
import type { ShardView } from './view/observed.ts';
import type { Vtorc } from './vtorc.ts';

/** The pages under /api, as operators and their scripts use them. */
export function addApi(vtorc: Vtorc): void {
  const { http, status } = vtorc.env;
  const route = (path: string, title: string, answer: (request: HttpRequest) => HttpResponse) => {
    http.route(path, answer, { title, role: 'monitoring' });
  };
  const change = (path: string, title: string, answer: (request: HttpRequest) => HttpResponse) => {
    http.route(path, answer, { title, role: 'admin', methods: ['GET', 'POST', 'PUT'] });
  };
  route('/api/problems', 'what is wrong now', (request) => json(wanted(vtorc, request).map(row)));
  route('/api/errant-gtids', 'tablets with transactions of their own', (request) =>
    json(
      wanted(vtorc, request)
        .filter(({ code }) => code === 'ErrantGTIDDetected')
        .map(row),
    ),
  );
  route('/api/detection-analysis', 'what is wrong now, with what is done about it', (request) =>
    json(analysis(vtorc, request)),
  );
  route('/api/replication-analysis', 'the same by its old name', (request) => json(analysis(vtorc, request)));
  route('/api/database-state', 'everything that is known', () => json(databaseState(vtorc)));
  route('/api/config', 'what this vtorc was started with', () => json(vtorc.config));
  route('/api/recoveries', 'what was repaired, when, how and why', () => json(vtorc.history.all()));
  change('/api/disable-global-recoveries', 'the brake: tell, and repair nothing', () => {
    vtorc.switches.isBraked = true;
    return text('Global recoveries disabled\n');
  });
  change('/api/enable-global-recoveries', 'lets the brake go', () => {
    vtorc.switches.isBraked = false;
    return text('Global recoveries enabled\n');
  });
  change('/api/disable-recovery', 'no repairs of one problem: ?code=', (request) => setSwitch(vtorc, request, false));
  change('/api/enable-recovery', 'repairs of one problem again: ?code=', (request) => setSwitch(vtorc, request, true));
  status.add({
    title: 'Problems',
    rows: () =>
      vtorc.problems().map((p) => ({ key: `${p.code} ${p.keyspace}/${p.shard}`, value: p.detail, class: 'unhealthy' })),
  });
  status.add({
    title: 'Recoveries',
    rows: () =>
      vtorc.history
        .all()
        .slice(0, SHOWN_MAX)
        .map((r) => ({
          key: `${new Date(r.startedAtMs).toISOString()} ${r.problem.code} ${r.problem.keyspace}/${r.problem.shard}`,
          value: `${r.id} ${r.outcome}${r.endedAtMs === undefined ? '' : ` after ${r.endedAtMs - r.startedAtMs} ms`}: ${r.problem.detail}`,
        })),
  });
}

const SHOWN_MAX = 20;

function setSwitch(vtorc: Vtorc, { query }: HttpRequest, isEnabled: boolean): HttpResponse {
  const code = query.get('code') ?? '';
  if (!isProblemCode(code)) {
    return text(`no such problem: '${code}'; there are ${Object.keys(problems).join(', ')}\n`, 400);
  }
  vtorc.switches.set(code, isEnabled);
  return text(`Recoveries of ${code} ${isEnabled ? 'enabled' : 'disabled'}\n`);
}

function wanted(vtorc: Vtorc, { query }: HttpRequest): readonly Problem[] {
  const [keyspace, shard] = [query.get('keyspace'), query.get('shard')];
  return vtorc.problems().filter((p) => (!keyspace || p.keyspace === keyspace) && (!shard || p.shard === shard));
}

/** Names that Vitess's vtorc has, of tablets with problems, are among these; there a tablet stands once. */
const row = (p: Problem) => ({
  Analysis: p.code,
  Keyspace: p.keyspace,
  Shard: p.shard,
  TabletAlias: p.alias,
  InstanceAlias: p.alias,
  Problems: [p.code],
  Detail: p.detail,
});

/** What is known of the tablet that a problem is about, as Vitess's vtorc calls it. */
function observedRow(view: ShardView, { alias }: Pick<Problem, 'alias'>) {
  const { primary } = primaryOf(view);
  const found = view.tablets.find((one) => one.alias === alias);
  return {
    AnalyzedInstanceAlias: alias,
    AnalyzedInstancePrimaryAlias: found === primary ? '' : (primary?.alias ?? ''),
    AnalyzedKeyspace: view.keyspace,
    AnalyzedShard: view.shard,
    AnalyzedShardEmergencyReparentDisabled: view.isEmergencyReparentDisabled,
    TabletType: found ? enumNumber('topodata.TabletType', found.tablet.type) : 0,
    IsPrimary: found !== undefined && found === primary,
    IsClusterPrimary: found !== undefined && found === primary,
    IsReadOnly: found?.status?.read_only ?? false,
    IsDiskStalled: found?.status?.disk_stalled ?? false,
    SemiSyncBlocked: found?.status?.semi_sync_blocked ?? false,
    LastCheckValid: found?.isReachable === true,
    CountReplicas: view.tablets.length - (primary ? 1 : 0),
    CountValidReplicas: view.tablets.filter((one) => one !== primary && one.isReachable === true).length,
  };
}

/** Shards with problems, and, under the name that Vitess gives what is none, those whose make-up alone is to be warned of. */
function analysis(vtorc: Vtorc, request: HttpRequest): unknown[] {
  const found = wanted(vtorc, request);
  const [keyspace, shard] = [request.query.get('keyspace'), request.query.get('shard')];
  const views = vtorc.view
    .shards()
    .filter((view) => (!keyspace || view.keyspace === keyspace) && (!shard || view.shard === shard));
  return views.flatMap((view) => {
    const own = found.filter((p) => p.keyspace === view.keyspace && p.shard === view.shard);
    const warnings = structureWarnings(
      view,
      own.some(({ code }) => code === 'ErrantGTIDDetected'),
    );
    if (own.length === 0 && warnings.length > 0) return [noProblem(view, warnings)];
    return own.map((problem) => {
      const { says, scope, rank } = problems[problem.code];
      return {
        ...row(problem),
        ...observedRow(view, problem),
        AnalysisMatchedProblems: [{ Analysis: problem.code, Description: says, Priority: rank }],
        IsActionableRecovery: repairOf(problem.code) !== undefined,
        Description: says,
        Scope: scope,
        Repair: repairOf(problem.code) ?? null,
        RepairRefused: vtorc.switches.refusal(problem, view) ?? null,
        StructureAnalysis: warnings,
      };
    });
  });
}

function noProblem(view: ShardView, warnings: readonly StructureWarning[]): unknown {
  const { keyspace, shard } = view;
  const { alias = '' } = primaryOf(view);
  return {
    Analysis: 'NoProblem',
    Keyspace: keyspace,
    Shard: shard,
    TabletAlias: alias,
    Detail: '',
    ...observedRow(view, { alias }),
    AnalysisMatchedProblems: [],
    IsActionableRecovery: false,
    Description: '',
    Scope: 'shard',
    Repair: null,
    RepairRefused: null,
    StructureAnalysis: warnings,
  };
}

function databaseState(vtorc: Vtorc): unknown[] {
  return vtorc.view.shards().map((view) => ({
    Keyspace: view.keyspace,
    Shard: view.shard,
    DurabilityPolicy: view.durability.name,
    Record: JSON.parse(toJsonText('topodata.Shard', view.record)) as unknown,
    Tablets: view.tablets.map((o) => ({
      Alias: o.alias,
      Reachable: o.isReachable ?? null,
      Error: o.error ?? null,
      Failures: o.failures,
      AskedAt: new Date(o.askedAtMs).toISOString(),
      Tablet: JSON.parse(toJsonText('topodata.Tablet', o.tablet)) as unknown,
      Status: o.status ? (JSON.parse(toJsonText('replicationdata.FullStatus', o.status)) as unknown) : null,
    })),
  }));
}
