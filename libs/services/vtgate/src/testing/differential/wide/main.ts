import { TestMysqld } from '@vt/mysql/testing';
import type { Server } from '../harness.ts';
import { runWide } from './run-wide.ts';

/*
 * The long run over every type: `NODE_OPTIONS=--conditions=@vt/source npx tsx …/differential/wide/main.ts [statements] [seed] [option=value …]`.
 * Options: shards=2|4, writes=0..1 or a percentage, flavor=mysql|mariadb, scratch=on|off, vary=on|off, prepared=on|off, whole=on|off. VT_SOCKET names a server that runs already. Exit code 1 when an answer is another than one mysqld's.
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
  const run = await runWide(mysqld, {
    seed: Number(seed),
    statements: Number(statements),
    shards: option('shards') === '2' ? 2 : 4,
    writes: share(option('writes') ?? '0.3'),
    varies: option('vary') !== 'off',
    prepared: option('prepared') === 'on',
    whole: option('whole') === 'on',
    options: {
      scratchReads: option('scratch') !== 'off',
      // What the gate says of itself tells it how the servers behind it behave.
      ...(option('flavor') === 'mariadb' && { serverVersion: '10.11.11-MariaDB-Vitess' }),
    },
    onDifference: (sql, why) => console.log(`${sql}\n  ${why}`),
  });
  const refused = [...run.refused].sort(([, a], [, b]) => b.count - a.count);
  for (const [reason, { count, sql }] of refused) console.log(`${count} refused: ${reason}\n    ${sql}`);
  const count = refused.reduce((sum, [, one]) => sum + one.count, 0);
  console.log(
    `seed ${seed}: ${run.same} same (${run.errors} of them errors), ${run.different.length} different, ${count} refused`,
  );
  process.exitCode = run.different.length > 0 ? 1 : 0;
} finally {
  await own?.stop();
}
