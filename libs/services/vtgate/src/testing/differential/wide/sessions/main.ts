import { TestMysqld } from '@vt/mysql/testing';
import { runSessions } from './run-sessions.ts';

/*
 * Sessions with modes, temporary tables, transactions and values that columns do not take: `NODE_OPTIONS=--conditions=@vt/source npx tsx …/wide/sessions/main.ts [episodes] [seed] [option=value …]`.
 * Options: shards=2|4, flavor=mysql|mariadb. VT_SOCKET names a server that runs already. Exit code 1 when an answer is another than one mysqld's.
 */
const [episodes = '500', seed = '1', ...rest] = process.argv.slice(2);
const option = (name: string) => rest.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
const socketPath = process.env['VT_SOCKET'];
const flavor = option('flavor') === 'mariadb' ? 'mariadb' : 'mysql';
const own = socketPath === undefined ? await TestMysqld.start(flavor) : undefined;
try {
  const run = await runSessions(own ?? { rootOptions: { socketPath: socketPath ?? '', user: 'root' } }, {
    seed: Number(seed),
    episodes: Number(episodes),
    shards: option('shards') === '2' ? 2 : 4,
    flavor,
    onDifference: (sql, why) => console.log(`DIFF ${sql}\n  ${why}`),
  });
  for (const [errno, count] of [...run.errors].sort(([, a], [, b]) => b - a)) console.log(`${count} of error ${errno}`);
  for (const [reason, sql] of run.refused) console.log(`refused: ${reason}\n    ${sql}`);
  console.log(`seed ${seed}: ${run.same} same, ${run.different} different, ${run.refused.size} refused`);
  process.exitCode = run.different > 0 ? 1 : 0;
} finally {
  await own?.stop();
}
