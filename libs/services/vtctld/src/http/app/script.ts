/** What runs in the page: plain JavaScript, as the browser gets it. Nothing of an answer is taken as markup. */
export const script = `'use strict';
const REFRESH_MS = 5000;
const SHOWN_MAX = 30;
// A tablet that stands still must not keep the page from what is said of it.
const ANSWER_MS = 5000;
const ask = async (method, fields = {}) => {
  const answer = await fetch('/api/v1/' + method + '?' + new URLSearchParams(fields), { signal: AbortSignal.timeout(ANSWER_MS) })
    .catch((error) => { throw error.name === 'TimeoutError' ? new Error(method + ': no answer in ' + ANSWER_MS / 1000 + ' s') : error; });
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
// Of what only grows: how much a second since the page asked last; undefined the first time, and after a restart.
const seen = new Map();
const rate = (key, value, now = performance.now()) => {
  const before = seen.get(key);
  seen.set(key, { value, now });
  return before && value >= before.value && now > before.now ? (value - before.value) * 1000 / (now - before.now) : undefined;
};
const number = (value, digits = 0, unit = '') => ({ text: value === undefined ? '' : value.toLocaleString('en', { maximumFractionDigits: digits }) + unit, kind: 'number' });
const span = (s) => s >= 3600 ? Math.floor(s / 3600) + ' h ' + Math.floor(s % 3600 / 60) + ' min' : s >= 60 ? Math.floor(s / 60) + ' min ' + Math.round(s % 60) + ' s' : Math.round(s) + ' s';
async function copied(keyspace, workflow) {
  const { table_copy_state: tables } = await ask('WorkflowStatus', { keyspace, workflow }).catch(() => ({ table_copy_state: {} }));
  const sum = (field) => Object.values(tables).reduce((all, one) => all + Number(one[field]), 0);
  const [rows, total] = [sum('rows_copied'), sum('rows_total')];
  if (total === 0) return '';
  const speed = rate('copy ' + keyspace + '.' + workflow, rows);
  const left = speed > 0 && total > rows ? ', ' + span((total - rows) / speed) + ' left' : '';
  return Math.min(100, Math.round(rows * 100 / total)) + ' % of about ' + total.toLocaleString('en') + ' rows' + (speed === undefined ? '' : ', ' + Math.round(speed).toLocaleString('en') + ' rows/s' + left);
}
// Of a histogram's growth: the upper bound, in milliseconds, below which a share of it is.
const quantile = (buckets, share) => {
  const count = buckets.reduce((all, [, n]) => all + n, 0);
  let sum = 0;
  for (const [bound, n] of buckets) { sum += n; if (count > 0 && sum >= share * count) return bound === 'inf' ? '> 10 s' : '≤ ' + Number(bound) / 1e6 + ' ms'; }
  return '';
};
const lastBuckets = new Map();
const growth = (address, histograms) => {
  const now = new Map();
  for (const histogram of Object.values(histograms))
    for (const [bound, n] of Object.entries(histogram)) if (bound !== 'Count' && bound !== 'Time') now.set(bound, (now.get(bound) ?? 0) + n);
  const before = lastBuckets.get(address) ?? new Map();
  lastBuckets.set(address, now);
  return [...now].map(([bound, n]) => [bound, Math.max(0, n - (before.get(bound) ?? 0))]).sort(([a], [b]) => (a === 'inf') - (b === 'inf') || a - b);
};
async function showGates() {
  const gates = await (await fetch('/api/vtgate')).json();
  const sum = (counts = {}) => Object.values(counts).reduce((all, n) => all + n, 0);
  const rows = gates.map(({ address, error, vars }) => {
    if (error) return [address, { text: error, kind: 'bad wide' }];
    const buckets = growth(address, vars.VtgateApi?.Histograms ?? {});
    const failed = rate('errors ' + address, sum(vars.VtgateApiErrorCounts));
    return [address, { text: 'answers', kind: 'good' }, number(vars.MysqlServerConnCount), number(rate('queries ' + address, vars.VtgateApi?.TotalCount ?? 0), 1),
      { text: quantile(buckets, 0.5), kind: 'number' }, { text: quantile(buckets, 0.99), kind: 'number' }, { ...number(failed, 1), kind: failed > 0 ? 'number bad' : 'number' },
      number(sum(vars.ScratchReads)), number(sum(vars.BufferRequestsBuffered))];
  });
  table('gates', ['Gate', 'Health', 'Clients', 'Statements/s', 'p50', 'p99', 'Errors/s', 'By a scratch server', 'Held back so far'], rows, 'No vtgate is named (--vtgate-addresses).');
  const statements = gates.flatMap(({ address, statements = [] }) => statements.map((one) => ({ ...one, address }))).sort((a, b) => b.TimeNs - a.TimeNs).slice(0, SHOWN_MAX);
  const all = statements.reduce((total, { TimeNs }) => total + TimeNs, 0);
  table('statements', ['Statement', 'Gate', 'Plan', 'Runs', 'Runs/s', 'Mean', 'Share', 'Rows', 'Errors'], statements.map((s) => [{ text: s.Query, kind: 'wide' }, s.address, s.Plan, number(s.QueryCount),
    number(rate('runs ' + s.address + s.Plan + s.Query, s.QueryCount), 1), number(s.TimeNs / s.QueryCount / 1e6, 2, ' ms'), number(s.TimeNs * 100 / all, 0, ' %'), number(s.Rows),
    { ...number(s.ErrorCount), kind: s.ErrorCount > 0 ? 'number bad' : 'number' }]), gates.length ? 'Nothing ran yet.' : 'No vtgate is named (--vtgate-addresses).');
}
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
    const found = await ask('GetWorkflows', { keyspace: name }).catch((error) => error);
    if (found instanceof Error) return [[name, { text: found.message, kind: 'bad wide' }]];
    return Promise.all(found.workflows.map(async (w) => {
      const states = [...new Set(Object.values(w.shard_streams).flatMap((s) => s.streams.map((one) => one.state)))];
      const copy = states.some((state) => state !== 'Running' && state !== 'Stopped') ? await copied(name, w.name) : '';
      return [name, w.name, w.workflow_type, w.source?.keyspace, w.max_v_replication_lag + ' s', states.join(', '), copy];
    }));
  }));
  table('workflows', ['Keyspace', 'Workflow', 'Kind', 'From', 'Lag', 'State', 'Copied'], flows.flat(), 'Nothing is being moved.');
  const migrations = await Promise.all(keyspaces.map(async ({ name }) => {
    const found = await ask('GetSchemaMigrations', { keyspace: name, limit: SHOWN_MAX }).catch((error) => error);
    if (found instanceof Error) return [[name, { text: found.message, kind: 'bad wide' }]];
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
// Goes only where somebody clicks: a whole tree may be large, and a record is as it was when it was opened.
const opener = (text, path) => {
  const made = document.createElement('button');
  made.textContent = text;
  made.addEventListener('click', () => openPath(path));
  return made;
};
async function openPath(path) {
  const parts = path.split('/').filter((part) => part !== '');
  const record = document.getElementById('record');
  const found = await ask('GetTopologyPath', { path, as_json: true }).then(({ cell: node }) => node, (error) => error);
  document.getElementById('path').replaceChildren(opener('topology', '/'), ...parts.flatMap((part, i) => [' / ', opener(part, '/' + parts.slice(0, i + 1).join('/'))]));
  document.getElementById('children').replaceChildren(...(found.children ?? []).map((name) => {
    const item = document.createElement('li');
    item.append(opener(name, (path === '/' ? '' : path) + '/' + name));
    return item;
  }));
  record.className = found instanceof Error ? 'bad' : '';
  record.textContent = found instanceof Error ? found.message : found.data ? 'version ' + found.version + '\\n' + found.data : '';
}
openPath('/');
async function loop() {
  const state = document.getElementById('state');
  try { await Promise.all([show(), showGates(), showChanges()]); state.textContent = 'as of ' + new Date().toLocaleTimeString(); state.className = 'dim'; }
  catch (error) { state.textContent = error.message; state.className = 'bad'; }
  setTimeout(loop, REFRESH_MS);
}
loop();
`;
