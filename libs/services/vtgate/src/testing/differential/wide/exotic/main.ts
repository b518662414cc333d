import { TestMysqld } from '@vt/mysql/testing';
import { runExotic } from './run-exotic.ts';

/*
 * Reads of seldom functions and clauses: `NODE_OPTIONS=--conditions=@vt/source npx tsx …/wide/exotic/main.ts [statements] [seed] [option=value …]`.
 * Options: shards=2|4, reduce=TRIES, prepared=on|off, whole=on|off, flavor=mysql|mariadb. VT_SOCKET names a server that runs already. Exit code 1 when an answer is another than one mysqld's.
 */
const [statements = '5000', seed = '1', ...rest] = process.argv.slice(2);
const option = (name: string) => rest.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
const socketPath = process.env['VT_SOCKET'];
const flavor = option('flavor') === 'mariadb' ? 'mariadb' : 'mysql';
const own = socketPath === undefined ? await TestMysqld.start(flavor) : undefined;
try {
  const run = await runExotic(own ?? { rootOptions: { socketPath: socketPath ?? '', user: 'root' } }, {
    seed: Number(seed),
    statements: Number(statements),
    shards: option('shards') === '2' ? 2 : 4,
    reduceTries: Number(option('reduce') ?? '150'),
    prepared: option('prepared') !== 'off',
    whole: option('whole') === 'on',
    flavor,
    onDifference: (sql, why, whole) =>
      console.log(`DIFF ${sql}\n  ${why}${whole === undefined || whole === sql ? '' : `\n  of ${whole}`}`),
  });
  for (const [errno, count] of [...run.errors].sort(([, a], [, b]) => b - a)) console.log(`${count} of error ${errno}`);
  for (const [reason, sql] of run.refused) console.log(`refused: ${reason}\n    ${sql}`);
  console.log(`seed ${seed}: ${run.same} same, ${run.different.length} different, ${run.refused.size} refused`);
  process.exitCode = run.different.length > 0 ? 1 : 0;
} finally {
  await own?.stop();
}
