/** What runs in the page: plain JavaScript, as the browser gets it. Nothing of an answer is taken as markup. */
export const script = `'use strict';
const REFRESH_MS = 5000;
const SHOWN_MAX = 30;
// A tablet that stands still must not keep the page from what is said of it.
const ANSWER_MS = 5000;
// A browser sends six questions to one server at a time. The time that one waits for its turn must not count against who is asked.
const ASKED_MAX = 6;
let asked = 0;
const turns = [];
const inTurn = async (work) => {
  if (asked >= ASKED_MAX) await new Promise((resolve) => turns.push(resolve));
  else asked++;
  try { return await work(); } finally {
    const next = turns.shift();
    if (next) next();
    else asked--;
  }
};
const get = (path, name = path) => inTurn(async () => {
  const answer = await fetch(path, { signal: AbortSignal.timeout(ANSWER_MS) })
    .catch((error) => { throw error.name === 'TimeoutError' ? new Error(name + ': no answer in ' + ANSWER_MS / 1000 + ' s') : error.name === 'TypeError' ? new Error('vtctld does not answer') : error; });
  const value = await answer.json().catch(() => undefined);
  if (!answer.ok || value === undefined) throw new Error(name + ': ' + (value?.error?.message ?? 'HTTP status ' + answer.status));
  return value;
});
const ask = (method, fields = {}) => get('/api/v1/' + method + '?' + new URLSearchParams(fields), method);
// At most so many at once of a part of the page, so that where they are slow the other parts have their turn.
const each = async (items, most, work) => {
  const made = [];
  const left = [...items.entries()];
  const worker = async () => { for (let next = left.shift(); next; next = left.shift()) made[next[0]] = await work(next[1]); };
  await Promise.all(Array.from({ length: most }, worker));
  return made;
};
const alias = (a) => (a ? a.cell + '-' + String(a.uid).padStart(10, '0') : '');
const cell = (value) => {
  const td = document.createElement('td');
  const { text, kind } = typeof value === 'object' && value !== null ? value : { text: value };
  td.textContent = text ?? '';
  if (kind) td.className = kind;
  return td;
};
// What is there already stays as it is: somebody may be selecting from it.
const drawn = new Map();
const table = (id, head, rows, empty) => {
  const place = document.getElementById(id);
  const now = JSON.stringify(rows);
  if (drawn.get(id) === now) return;
  drawn.set(id, now);
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
const SEEN_MAX = 10000;
const rate = (key, value, now = performance.now()) => {
  const before = seen.get(key);
  if (seen.size > SEEN_MAX) seen.clear();
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
  const gates = await get('/api/vtgate');
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
async function showShards() {
  const { keyspaces } = await ask('GetKeyspaces');
  const shards = await each(keyspaces, 1, async ({ name, keyspace }) => {
    const found = await ask('FindAllShardsInKeyspace', { keyspace: name }).catch((error) => error);
    if (found instanceof Error) return [[name, { text: found.message, kind: 'bad wide' }]];
    return Object.entries(found.shards).map(([shard, { shard: record }]) => [name, shard, keyspace.durability_policy,
      record.primary_alias ? alias(record.primary_alias) : { text: 'none', kind: 'bad' }, time(record.primary_term_start_time),
      record.is_primary_serving ? { text: 'yes', kind: 'good' } : { text: 'no', kind: 'dim' }]);
  });
  table('shards', ['Keyspace', 'Shard', 'Durability', 'Primary', 'Since', 'Serves'], shards.flat(), 'There is no keyspace yet.');
}
const statuses = new Map();
const tabletRow = (t) => {
  const status = statuses.get(alias(t.alias));
  const health = status === undefined ? { text: 'asking…', kind: 'dim' } : status instanceof Error ? { text: status.message, kind: 'bad wide' }
    : status.disk_stalled ? { text: 'its disk takes no writes', kind: 'bad' } : { text: 'answers', kind: 'good' };
  return [alias(t.alias), t.keyspace, t.shard, t.type, t.hostname + ':' + (t.port_map.grpc ?? ''), health, status instanceof Error ? '' : lagOf(status)];
};
async function showTablets() {
  const { tablets } = await ask('GetTablets');
  const draw = () => table('tablets', ['Tablet', 'Keyspace', 'Shard', 'Type', 'Address', 'Health', 'Lag'], tablets.map(tabletRow), 'There is no tablet yet.');
  draw();
  // Those that said nothing the last time come last: nobody waits behind them.
  const silent = (t) => statuses.get(alias(t.alias)) instanceof Error;
  await each([...tablets].sort((a, b) => silent(a) - silent(b)), 3, async (t) => {
    statuses.set(alias(t.alias), await ask('GetFullStatus', { tablet_alias: JSON.stringify(t.alias) }).then((a) => a.status, (e) => e));
  });
  draw();
}
async function showWorkflows() {
  const { keyspaces } = await ask('GetKeyspaces');
  const flows = await each(keyspaces, 1, async ({ name }) => {
    const found = await ask('GetWorkflows', { keyspace: name }).catch((error) => error);
    if (found instanceof Error) return [[name, { text: found.message, kind: 'bad wide' }]];
    return each(found.workflows, 1, async (w) => {
      const states = [...new Set(Object.values(w.shard_streams).flatMap((s) => s.streams.map((one) => one.state)))];
      const copy = states.some((state) => state !== 'Running' && state !== 'Stopped') ? await copied(name, w.name) : '';
      return [name, w.name, w.workflow_type, w.source?.keyspace, w.max_v_replication_lag + ' s', states.join(', '), copy];
    });
  });
  table('workflows', ['Keyspace', 'Workflow', 'Kind', 'From', 'Lag', 'State', 'Copied'], flows.flat(), 'Nothing is being moved.');
}
async function showMigrations() {
  const { keyspaces } = await ask('GetKeyspaces');
  const migrations = await each(keyspaces, 1, async ({ name }) => {
    const found = await ask('GetSchemaMigrations', { keyspace: name, limit: SHOWN_MAX }).catch((error) => error);
    if (found instanceof Error) return [[name, { text: found.message, kind: 'bad wide' }]];
    return found.migrations.map((m) => [m.keyspace + '/' + m.shard, m.table, m.ddl_action, { text: m.status, kind: m.status === 'FAILED' ? 'bad' : m.status === 'COMPLETE' ? 'good' : '' },
      Math.round(m.progress) + ' %', time(m.added_at), { text: m.uuid, kind: 'wide' }]);
  });
  // The latest of all keyspaces; before them what could not be asked.
  const added = (row) => row[5] ?? '9999';
  const latest = migrations.flat().sort((a, b) => added(b).localeCompare(added(a))).slice(0, SHOWN_MAX);
  table('migrations', ['Shard', 'Table', 'Action', 'Status', 'Progress', 'Added', 'UUID'], latest, 'No schema was migrated online.');
}
async function showRepairs() {
  const vtorcs = await get('/api/vtorc');
  const repairs = vtorcs.flatMap(({ address, error, problems = [], recoveries = [] }) => [
    ...(error ? [[address, '', { text: error, kind: 'bad wide' }, '', '']] : []),
    ...problems.map((p) => [address, 'now', { text: p.Analysis, kind: 'bad' }, p.Keyspace + '/' + p.Shard, { text: p.Detail, kind: 'wide' }]),
    ...recoveries.filter((r) => r.outcome !== 'not needed').map((r) => [address, new Date(r.startedAtMs).toISOString().slice(0, 19).replace('T', ' '),
      { text: r.problem.code + ': ' + r.outcome, kind: r.outcome === 'failed' ? 'bad' : 'good' }, r.problem.keyspace + '/' + r.problem.shard, { text: r.problem.detail, kind: 'wide' }]),
  ]);
  table('repairs', ['vtorc', 'When', 'What', 'Shard', 'Why'], repairs, vtorcs.length ? 'Nothing was wrong.' : 'No vtorc is named (--vtorc-addresses).');
}
async function showChanges() {
  const changes = await get('/api/changes');
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
// Each part for itself: what one asks in vain keeps no other from being shown.
const parts = { shards: showShards, tablets: showTablets, gates: showGates, workflows: showWorkflows, migrations: showMigrations, repairs: showRepairs, changes: showChanges };
const problems = new Map();
async function loop(id, show) {
  try { await show(); problems.delete(id); document.getElementById('asked').textContent = 'as of ' + new Date().toLocaleTimeString(); }
  catch (error) {
    problems.set(id, error.message);
    if (!drawn.has(id)) document.getElementById(id).textContent = error.message;
  }
  const state = [...new Set(problems.values())].join('; ');
  const place = document.getElementById('state');
  if (place.textContent !== state) place.textContent = state;
  setTimeout(loop, REFRESH_MS, id, show);
}
for (const [id, show] of Object.entries(parts)) loop(id, show);
`;
