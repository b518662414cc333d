import { waitFor } from '../harness/cluster.ts';
import { copied, MoveCluster } from '../reshard/move-cluster.ts';
import { type Difference, familyDifferences, varDifferences } from './metrics-diff.ts';
import { VitessPrograms } from './vitess-programs.ts';

const UID = 500;
const SETTLE_MS = 8_000;

export type ProgramDifferences = {
  readonly program: string;
  readonly vars: readonly Difference[];
  readonly metrics: readonly Difference[];
};

/** What the programs of Vitess count after some work, and ours do not after the same. Prints nothing. */
export async function metricsBeside(bin: string, portBase?: number): Promise<readonly ProgramDifferences[]> {
  const cluster = await MoveCluster.start({ topo: 'etcd', ...(portBase && { portBase }) });
  const vitess = new VitessPrograms(bin, cluster);
  try {
    await vitess.vtctld();
    await cluster.addShard('ours', '0');
    await cluster.vtctl('CreateKeyspace', '--durability-policy', 'none', 'theirs');
    await vitess.tablet(UID, 'theirs');
    await cluster.addOthersShard('theirs', '0', UID);
    await cluster.startGate();
    await vitess.vtgate('--enable-buffer');
    await vitess.vtorc();
    await cluster.startVtorc();
    await work(cluster, vitess, 'ours', cluster.mysqlPort);
    await work(cluster, vitess, 'theirs', vitess.gateMysqlPort);
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const pairs: [string, string, string][] = [
      ['vtctld', vitess.http.vtctld, cluster.http.vtctld],
      ['vtgate', vitess.http.vtgate, cluster.http.vtgate],
      ['vtorc', vitess.http.vtorc, cluster.http.vtorc],
      ['vttablet', vitess.httpOfTablet(UID), cluster.tabletHttpAddress('ours', '0')],
    ];
    const found: ProgramDifferences[] = [];
    for (const [program, theirs, ours] of pairs) found.push(await difference(program, theirs, ours));
    return found;
  } finally {
    await vitess.stop();
    await cluster.stop();
  }
}

async function difference(program: string, theirs: string, ours: string): Promise<ProgramDifferences> {
  const text = async (address: string, path: string): Promise<string> =>
    (await fetch(`http://${address}${path}`)).text();
  const vars = async (address: string) => JSON.parse(await text(address, '/debug/vars')) as Record<string, unknown>;
  return {
    program,
    vars: varDifferences(await vars(theirs), await vars(ours)),
    metrics: familyDifferences(await text(theirs, '/metrics'), await text(ours, '/metrics')),
  };
}

/** Statements, transactions, errors, streams, a change of a table, a copy and a comparison: what counters count. */
async function work(cluster: MoveCluster, vitess: VitessPrograms, keyspace: string, port: number): Promise<void> {
  const gate = await cluster.connect(keyspace, port);
  const run = async (sql: string): Promise<void> => {
    await gate.query(sql).catch(() => {});
  };
  await waitFor(`${keyspace} through its gate`, async () => {
    await gate.query('create table t (id bigint primary key, a int)');
    return true;
  });
  for (let i = 0; i < 50; i++) await run(`insert into t values (${i}, ${i})`);
  for (const sql of ['begin', 'update t set a = 1 where id = 1', 'commit', 'begin', 'delete from t where id = 2']) {
    await run(sql);
  }
  for (const sql of ['rollback', 'select * from t', 'select nothing from t', 'insert into t values (1, 1)'])
    await run(sql);
  await run("set ddl_strategy = 'vitess'");
  await run('alter table t add column b int');
  await run("set ddl_strategy = 'direct'");
  const of = ['--workflow', 'w', '--target-keyspace', keyspace];
  const settings = [
    {
      target_table: 'copy',
      source_expression: 'select id, a from t',
      create_ddl: 'create table copy (id bigint primary key, a int)',
    },
  ];
  const server = vitess.vtctldAddress;
  const ask = (...args: string[]) =>
    keyspace === 'ours' ? cluster.vtctl(...args) : cluster.programs.vtctldclient('--server', server, ...args);
  await ask('UpdateThrottlerConfig', '--enable', keyspace);
  await ask(
    'Materialize',
    ...of,
    'create',
    '--source-keyspace',
    keyspace,
    '--tablet-types',
    'PRIMARY',
    '--table-settings',
    JSON.stringify(settings),
  );
  await copied(cluster, keyspace, 'w');
  for (let i = 50; i < 70; i++) await run(`insert into t (id, a) values (${i}, ${i})`);
  await ask('VDiff', ...of, 'create');
  await ask('GetTablets');
  await ask('CheckThrottler', `zone1-${cluster.uid(keyspace, '0')}`);
}
