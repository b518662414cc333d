/** The cluster at a glance: one page without a build, which asks the API. Texts go into it as text, never as markup. */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>vtctld: the cluster</title>
<style>
  body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1b1f24; }
  h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
  table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid #d8dee4; vertical-align: top; }
  th { font-weight: 600; background: #f6f8fa; } .bad { color: #b42318; } .good { color: #1a7f37; } .dim { color: #656d76; }
  td { white-space: nowrap; } td.wide { white-space: normal; overflow-wrap: anywhere; }
  @media (prefers-color-scheme: dark) { body { background: #0d1117; color: #e6edf3; } th { background: #161b22; } th, td { border-color: #30363d; } .good { color: #3fb950; } .bad { color: #ff7b72; } }
</style>
<h1>The cluster</h1>
<p id="state" class="dim" role="status">asking…</p>
<h2>Keyspaces and shards</h2><div id="shards"></div>
<h2>Tablets</h2><div id="tablets"></div>
<h2>Workflows</h2><div id="workflows"></div>
<h2>Schema migrations</h2><div id="migrations"></div>
<h2>Problems and repairs (vtorc)</h2><div id="repairs"></div>
<h2>Recent changes</h2><div id="changes"></div>
<script src="/app/page.js"></script>
</html>
`;

export const script = `'use strict';
const REFRESH_MS = 5000;
const SHOWN_MAX = 30;
const ask = async (method, fields = {}) => {
  const answer = await fetch('/api/v1/' + method + '?' + new URLSearchParams(fields));
  const value = await answer.json();
  if (!answer.ok) throw new Error(method + ': ' + (value.error?.message ?? answer.status));
  return value;
};
const alias = (a) => (a ? a.cell + '-' + String(a.uid).padStart(10, '0') : '');
const cell = (value) => {
  const td = document.createElement('td');
  const { text, kind } = typeof value === 'object' && value !== null ? value : { text: value };
  td.textContent = text ?? '';
  if (kind) td.className = kind;
  return td;
};
const table = (id, head, rows, empty) => {
  const place = document.getElementById(id);
  if (rows.length === 0) { place.textContent = empty; return; }
  const made = document.createElement('table');
  const top = made.createTHead().insertRow();
  for (const name of head) { const th = document.createElement('th'); th.scope = 'col'; th.textContent = name; top.append(th); }
  const body = made.createTBody();
  for (const row of rows) body.insertRow().append(...row.map(cell));
  place.replaceChildren(made);
};
const time = (t) => (t?.seconds > 0 ? new Date(Number(t.seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ') : '');
const lagOf = (status) => {
  const r = status?.replication_status;
  if (!r) return '';
  const runs = r.io_state === 3 && r.sql_state === 3;
  return runs ? (r.replication_lag_unknown ? 'unknown' : r.replication_lag_seconds + ' s') : { text: 'does not replicate', kind: 'bad' };
};
async function show() {
  const [{ keyspaces }, { tablets }] = await Promise.all([ask('GetKeyspaces'), ask('GetTablets')]);
  const shards = await Promise.all(keyspaces.map(async ({ name, keyspace }) => {
    const found = await ask('FindAllShardsInKeyspace', { keyspace: name });
    return Object.entries(found.shards).map(([shard, { shard: record }]) => [name, shard, keyspace.durability_policy,
      record.primary_alias ? alias(record.primary_alias) : { text: 'none', kind: 'bad' }, time(record.primary_term_start_time),
      record.is_primary_serving ? { text: 'yes', kind: 'good' } : { text: 'no', kind: 'dim' }]);
  }));
  table('shards', ['Keyspace', 'Shard', 'Durability', 'Primary', 'Since', 'Serves'], shards.flat(), 'There is no keyspace yet.');
  const rows = await Promise.all(tablets.map(async (t) => {
    const asked = await ask('GetFullStatus', { tablet_alias: JSON.stringify(t.alias) }).then((a) => a.status, (e) => e);
    const health = asked instanceof Error ? { text: asked.message, kind: 'bad wide' }
      : asked.disk_stalled ? { text: 'its disk takes no writes', kind: 'bad' } : { text: 'answers', kind: 'good' };
    return [alias(t.alias), t.keyspace, t.shard, t.type, t.hostname + ':' + (t.port_map.grpc ?? ''), health, asked instanceof Error ? '' : lagOf(asked)];
  }));
  table('tablets', ['Tablet', 'Keyspace', 'Shard', 'Type', 'Address', 'Health', 'Lag'], rows, 'There is no tablet yet.');
  const flows = await Promise.all(keyspaces.map(async ({ name }) => {
    const found = await ask('GetWorkflows', { keyspace: name }).catch(() => ({ workflows: [] }));
    return found.workflows.map((w) => [name, w.name, w.workflow_type, w.source?.keyspace, w.max_v_replication_lag + ' s',
      [...new Set(Object.values(w.shard_streams).flatMap((s) => s.streams.map((one) => one.state)))].join(', ')]);
  }));
  table('workflows', ['Keyspace', 'Workflow', 'Kind', 'From', 'Lag', 'State'], flows.flat(), 'Nothing is being moved.');
  const migrations = await Promise.all(keyspaces.map(async ({ name }) => {
    const found = await ask('GetSchemaMigrations', { keyspace: name, limit: SHOWN_MAX }).catch(() => ({ migrations: [] }));
    return found.migrations.map((m) => [m.keyspace + '/' + m.shard, m.table, m.ddl_action, { text: m.status, kind: m.status === 'FAILED' ? 'bad' : m.status === 'COMPLETE' ? 'good' : '' },
      Math.round(m.progress) + ' %', time(m.added_at), { text: m.uuid, kind: 'wide' }]);
  }));
  table('migrations', ['Shard', 'Table', 'Action', 'Status', 'Progress', 'Added', 'UUID'], migrations.flat().slice(0, SHOWN_MAX), 'No schema was migrated online.');
  const vtorcs = await (await fetch('/api/vtorc')).json();
  const repairs = vtorcs.flatMap(({ address, error, problems = [], recoveries = [] }) => [
    ...(error ? [[address, '', { text: error, kind: 'bad wide' }, '', '']] : []),
    ...problems.map((p) => [address, 'now', { text: p.Analysis, kind: 'bad' }, p.Keyspace + '/' + p.Shard, { text: p.Detail, kind: 'wide' }]),
    ...recoveries.filter((r) => r.outcome !== 'not needed').map((r) => [address, new Date(r.startedAtMs).toISOString().slice(0, 19).replace('T', ' '),
      { text: r.problem.code + ': ' + r.outcome, kind: r.outcome === 'failed' ? 'bad' : 'good' }, r.problem.keyspace + '/' + r.problem.shard, { text: r.problem.detail, kind: 'wide' }]),
  ]);
  table('repairs', ['vtorc', 'When', 'What', 'Shard', 'Why'], repairs, vtorcs.length ? 'Nothing was wrong.' : 'No vtorc is named (--vtorc-addresses).');
}
async function showChanges() {
  const changes = await (await fetch('/api/changes')).json();
  table('changes', ['When', 'Who', 'What', 'How it ended', 'Took'], changes.slice(0, SHOWN_MAX).map((c) => [c.time.slice(0, 19).replace('T', ' '), c.user || c.peer,
    { text: c.method + ' ' + c.request, kind: 'wide' }, { text: c.outcome, kind: c.outcome === 'ok' ? 'good' : 'bad wide' }, c.ms + ' ms']), 'Nothing was changed through this vtctld.');
}
async function loop() {
  const state = document.getElementById('state');
  try { await Promise.all([show(), showChanges()]); state.textContent = 'as of ' + new Date().toLocaleTimeString(); state.className = 'dim'; }
  catch (error) { state.textContent = error.message; state.className = 'bad'; }
  setTimeout(loop, REFRESH_MS);
}
loop();
`;
