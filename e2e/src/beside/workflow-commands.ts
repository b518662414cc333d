/** One command of vtctldclient. `{src}`, `{dst}` and `{uuid}` (the last one that was printed) are replaced. */
export type Command = {
  readonly args: readonly string[];
  /** Given again until its output holds this. */
  readonly until?: RegExp;
  /** Only for its effect: what it prints is not compared. */
  readonly quiet?: boolean;
};

const of = (text: string, more: Omit<Command, 'args'> = {}): Command => ({ args: text.split(' '), ...more });
const withSql = (text: string, sql: string, more: Omit<Command, 'args'> = {}): Command => {
  const [first = '', ...rest] = text.split(' ');
  return { args: [first, '--sql', sql, ...rest], ...more };
};

const settings = JSON.stringify([
  {
    target_table: 'sales',
    source_expression: 'select sku, count(*) as n, sum(price) as total from corder group by sku',
    create_ddl: 'create table sales (sku varchar(64) not null primary key, n bigint, total bigint)',
  },
]);

const m1 = 'Materialize --workflow m1 --target-keyspace {dst}';
const materialize: readonly Command[] = [
  { args: [...`${m1} create --source-keyspace {src} --table-settings`.split(' '), settings] },
  { args: [...`${m1} create --source-keyspace {src} --table-settings`.split(' '), settings] },
  of('Workflow --keyspace {dst} show --workflow m1', { until: /"state": "Running"/, quiet: true }),
  of(`${m1} show`),
  of(`${m1} show --include-logs=false`),
  of(`${m1} stop`),
  of(`${m1} stop`),
  of(`${m1} start`),
  of(`${m1} --format json start`),
  of(`${m1} update --cells zone1 --tablet-types primary`),
  of(`${m1} update`),
  of('Workflow --keyspace {dst} list'),
  of('Workflow --keyspace {src} list'),
  of('Workflow --keyspace nothing list'),
  of('Workflow --keyspace {dst} show --workflow nothing'),
  of('Workflow --keyspace {dst} stop --workflow m1'),
  of('Workflow --keyspace {dst} start --workflow m1'),
  of('Workflow --keyspace {dst} start --workflow nothing'),
  of('Workflow --keyspace {dst} update --workflow m1 --on-ddl EXEC_IGNORE'),
  of('Workflow --keyspace {dst} update --workflow m1 --on-ddl NONSENSE'),
  of('Workflow --keyspace {dst} update --workflow m1 --config-overrides vreplication-net-read-timeout=400'),
  of('Workflow --keyspace {dst} update --workflow m1 --config-overrides nonsense=1'),
  of('Workflow --keyspace {dst} update --workflow nothing --cells zone1'),
];

const vd = 'VDiff --workflow m1 --target-keyspace {dst}';
const vdiff: readonly Command[] = [
  of(`${vd} show last`),
  of(`${vd} show all`),
  of(`${vd} create`),
  of(`${vd} --format json show last`, { until: /"State": "completed"/, quiet: true }),
  of(`${vd} show last`),
  of(`${vd} --format json show last`),
  of(`${vd} show all`),
  of(`${vd} --format json show all`),
  of(`${vd} show {uuid} --verbose`),
  of(`${vd} show nonsense`),
  of(`${vd} resume {uuid}`),
  of(`${vd} --format json show last`, { until: /"State": "completed"/, quiet: true }),
  of(`${vd} stop {uuid}`),
  of(`${vd} --format json stop {uuid}`),
  of(`${vd} create nonsense`),
  of(`${vd} create --wait --wait-update-interval 1s --tables sales`),
  of(`${vd} --format json create --wait --wait-update-interval 1s`),
  of(`${vd} create --tables nothing`),
  of(`${vd} resume 11111111-1111-1111-1111-111111111111`),
  of(`${vd} delete {uuid}`),
  of(`${vd} --format json delete all`),
  of(`${vd} show all`),
  of('VDiff --workflow nothing --target-keyspace {dst} create'),
  of('VDiff --workflow nothing --target-keyspace {dst} show last'),
  of(`${m1} cancel`),
  of(`${m1} cancel`),
];

const mt = 'MoveTables --workflow c1 --target-keyspace {dst}';
const move: readonly Command[] = [
  of(`${mt} create --source-keyspace {src} --tables nothing`),
  of(`${mt} create --source-keyspace {src} --tables customer`),
  of(`${mt} create --source-keyspace {src} --tables corder`),
  of('Workflow --keyspace {dst} show --workflow c1', { until: /"state": "Running"/, quiet: true }),
  of(`${mt} show`),
  of(`${mt} status`),
  of(`${mt} --format json status`),
  of('GetRoutingRules'),
  of(`${mt} complete`),
  of(`${mt} switchtraffic --dry-run`),
  of(`${mt} mirrortraffic --percent 5`),
  of('GetMirrorRules'),
  of(`${mt} switchtraffic --tablet-types rdonly,replica`),
  of(`${mt} switchtraffic --tablet-types primary --dry-run`),
  of(`${mt} switchtraffic`),
  of(`${mt} switchtraffic`),
  of(`${mt} status`),
  of('GetRoutingRules'),
  of('Workflow --keyspace {dst} list'),
  of('Workflow --keyspace {src} list'),
  of(`${mt} cancel`),
  of(`${mt} reversetraffic --dry-run`),
  of(`${mt} reversetraffic`),
  of(`${mt} --format json switchtraffic`),
  of(`${mt} complete --dry-run`),
  of(`${mt} complete`),
  of('GetRoutingRules'),
  of('GetVSchema {dst}'),
];

const lv = 'LookupVindex --name by_sku --table-keyspace {dst}';
const owner = '--table-owner customer --table-owner-columns email --tablet-types=PRIMARY';
const lookup: readonly Command[] = [
  of(`${lv} show`),
  of(`${lv} create --keyspace {dst} --type nonsense ${owner}`),
  of(`${lv} create --keyspace {dst} --type consistent_lookup_unique --table-owner nothing --table-owner-columns x`),
  of(`${lv} create --keyspace {dst} --type consistent_lookup_unique ${owner}`),
  of('Workflow --keyspace {dst} show --workflow by_sku', { until: /"state": "Running"/, quiet: true }),
  of(`${lv} show --keyspace {dst}`),
  of(`${lv} show`),
  of('GetVSchema {dst}'),
  of(`${lv} complete --keyspace {dst}`),
  of(`${lv} externalize --keyspace {dst}`),
  of('GetVSchema {dst}'),
  of(`${lv} internalize --keyspace {dst}`),
  of('GetVSchema {dst}'),
  of(`${lv} externalize --keyspace {dst} --delete`),
  of(`${lv} complete --keyspace {dst}`),
  of(`${lv} cancel`),
  of('Workflow --keyspace {dst} list'),
];

const mount: readonly Command[] = [
  of('Mount list'),
  of('Mount show --name ext1'),
  of('Mount register --name ext1 --topo-type etcd2 --topo-server 127.0.0.1:1 --topo-root /x'),
  of('Mount register --name ext1 --topo-type etcd2 --topo-server 127.0.0.1:1 --topo-root /x'),
  of('Mount list'),
  of('Mount show --name ext1'),
  of('Mount unregister --name ext1'),
  of('Mount unregister --name ext1'),
  of('Migrate --workflow g1 --target-keyspace {dst} create --source-keyspace src --mount-name ext1 --all-tables'),
  of('Migrate --workflow g1 --target-keyspace {dst} complete'),
  of('Migrate --workflow g1 --target-keyspace {dst} cancel'),
  of('Migrate --workflow g1 --target-keyspace {dst} show'),
];

const ddl = 'OnlineDDL';
const shown = (state: string): Command =>
  of(`${ddl} show --json {src} {uuid}`, { until: new RegExp(`"status": "${state}"`), quiet: true });
const onlineDdl: readonly Command[] = [
  of(`${ddl} show {src}`),
  withSql('ApplySchema --ddl-strategy nonsense {src}', 'alter table customer add column x int'),
  withSql('ApplySchema --ddl-strategy vitess {src}', 'alter nonsense'),
  withSql(
    `ApplySchema --ddl-strategy vitess|--postpone-completion {src}`,
    'alter table customer add column a int, modify email varchar(200)',
  ),
  of(`${ddl} show --json {src} {uuid}`, { until: /"ready_to_complete": "?1/, quiet: true }),
  of(`${ddl} show {src} {uuid}`),
  of(`${ddl} show --json {src} {uuid}`),
  of(`${ddl} throttle {src} {uuid}`),
  of(`${ddl} unthrottle {src} {uuid}`),
  of(`${ddl} launch {src} {uuid}`),
  of(`${ddl} retry {src} {uuid}`),
  of(`${ddl} cancel {src} {uuid}`),
  shown('CANCELLED'),
  of(`${ddl} cancel {src} {uuid}`),
  of(`${ddl} show {src} cancelled`),
  of(`${ddl} retry {src} {uuid}`),
  of(`${ddl} show --json {src} {uuid}`, { until: /"ready_to_complete": "?1/, quiet: true }),
  of(`${ddl} force-cutover {src} {uuid}`),
  of(`${ddl} complete {src} {uuid}`),
  shown('COMPLETE'),
  of(`${ddl} show {src} {uuid}`),
  of(`${ddl} complete {src} {uuid}`),
  of(`${ddl} cleanup {src} {uuid}`),
  of(`${ddl} show {src} nonsense`),
  of(`${ddl} show {src} recent`),
  of(`${ddl} show {src} running`),
  of(`${ddl} show --limit 1 --skip 0 --order descending {src} all`),
  of(`${ddl} cancel {src} 11111111_1111_1111_1111_111111111111`),
  of(`${ddl} cancel {src} nonsense`),
  of(`${ddl} retry {src} all`),
  of(`${ddl} cancel {src} all`),
  of(`${ddl} complete {src} all`),
  of(`${ddl} launch {src} all`),
  of(`${ddl} throttle {src} all`),
  of(`${ddl} unthrottle {src} all`),
  of(`${ddl} cleanup {src} all`),
  of(`${ddl} force-cutover {src} all`),
  of(`${ddl} cancel nothing all`),
];

/** What an operator does to workflows and migrations, one after the other, right and wrong. */
export const workflowCommands: readonly Command[] = [
  ...materialize,
  ...vdiff,
  ...move,
  ...lookup,
  ...mount,
  ...onlineDdl,
];
