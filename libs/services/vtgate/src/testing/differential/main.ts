import { TestMysqld } from '@vt/mysql/testing';
import { Differential } from './harness.ts';
import { runGenerated } from './run-generated.ts';

/*
 * The long run: `npx tsx --conditions=@vt/source libs/services/vtgate/src/testing/differential/main.ts [statements] [seed] [scratch]`.
 * Exit code 1 when an answer is another than one mysqld's.
 */
const [statements = '20000', seed = '1', road] = process.argv.slice(2);
const mysqld = await TestMysqld.start('mysql');
const both = await Differential.startFilled(mysqld, Number(seed), { scratchReads: road === 'scratch' });
try {
  const run = await runGenerated(both, Number(seed), Number(statements));
  for (const { sql, why } of run.different) console.log(`${sql}\n  ${why}`);
  const refused = [...run.refused].sort(([, a], [, b]) => b - a);
  for (const [reason, count] of refused) console.log(`${count} refused: ${reason}`);
  console.log(
    `seed ${seed}: ${run.same} same, ${run.different.length} different, ${refused.reduce((sum, [, count]) => sum + count, 0)} refused`,
  );
  process.exitCode = run.different.length > 0 ? 1 : 0;
} finally {
  both.close();
  await mysqld.stop();
}
