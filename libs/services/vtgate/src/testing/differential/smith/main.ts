import { TestMysqld } from '@vt/mysql/testing';
import type { Server } from '../harness.ts';
import { runSmith } from './run-smith.ts';

/*
 * Random tables and statements: `NODE_OPTIONS=--conditions=@vt/source npx tsx …/differential/smith/main.ts [statements] [seed] [option=value …]`.
 * Options: shards=2|4, writes=0..1 or a percentage, flavor=mysql|mariadb, scratch=on|off, whole=on|off, reduce=TRIES. VT_SOCKET names a server that runs already. Exit code 1 when an answer is another than one mysqld's.
 */
const [statements = '20000', seed = '1', ...rest] = process.argv.slice(2);
const option = (name: string) => rest.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);

/** 0.3, or 30 for the same. */
const share = (text: string) => (Number(text) > 1 ? Number(text) / 100 : Number(text));

const socketPath = process.env['VT_SOCKET'];
const own =
  socketPath === undefined ? await TestMysqld.start(option('flavor') === 'mariadb' ? 'mariadb' : 'mysql') : undefined;
const mysqld: Server = own ?? { rootOptions: { socketPath: socketPath ?? '', user: 'root' } };
try {
  const run = await runSmith(mysqld, {
    seed: Number(seed),
    statements: Number(statements),
    flavor: option('flavor') === 'mariadb' ? 'mariadb' : 'mysql',
    shards: option('shards') === '2' ? 2 : 4,
    writes: share(option('writes') ?? '0.3'),
    whole: option('whole') === 'on',
    reduceTries: Number(option('reduce') ?? '400'),
    options: {
      scratchReads: option('scratch') !== 'off',
      ...(option('flavor') === 'mariadb' && { serverVersion: '10.11.11-MariaDB-Vitess' }),
    },
    onDifference: (sql, why) => console.log(`DIFF ${sql}\n  ${why}`),
  });
  const byCount = <T extends { count: number }>(list: Iterable<readonly [unknown, T]>) =>
    [...list].sort(([, a], [, b]) => b.count - a.count);
  for (const [errno, { count, sql }] of byCount(run.errors))
    console.log(`${count} errors ${errno} of both\n    ${sql}`);
  for (const [reason, { count, sql }] of byCount(run.refused)) console.log(`${count} refused: ${reason}\n    ${sql}`);
  const sum = (map: ReadonlyMap<unknown, { count: number }>) =>
    [...map.values()].reduce((all, one) => all + one.count, 0);
  console.log(
    `seed ${seed}: ${run.same} same (${sum(run.errors)} of them errors), ${run.different.length} different, ${sum(run.refused)} refused`,
  );
  process.exitCode = run.different.length > 0 ? 1 : 0;
} finally {
  await own?.stop();
}
