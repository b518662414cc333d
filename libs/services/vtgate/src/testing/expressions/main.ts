import { TestMysqld } from '@vt/mysql/testing';
import { runExpressions } from './run.ts';

/*
 * The long run: `npx tsx --conditions=@vt/source libs/services/vtgate/src/testing/expressions/main.ts [expressions] [seed] [mysql|mariadb] [fields] [warnings]`.
 * Exit code 1 when a value is another than mysqld's.
 */
const [expressions = '20000', seed = '1', flavor = 'mysql', ...compared] = process.argv.slice(2);
if (flavor !== 'mysql' && flavor !== 'mariadb') throw new Error(`no server: ${flavor}`);
const mysqld = await TestMysqld.start(flavor, ['default-time-zone=+00:00']);
try {
  const run = await runExpressions(mysqld, Number(seed), Number(expressions), flavor, {
    fields: compared.includes('fields'),
    warnings: compared.includes('warnings'),
  });
  for (const { sql, why } of run.different) console.log(`${sql}\n  ${why}`);
  const refused = [...run.refused].sort(([, a], [, b]) => b - a);
  for (const [reason, count] of refused) console.log(`${count} refused: ${reason}`);
  const total = refused.reduce((sum, [, count]) => sum + count, 0);
  console.log(`seed ${seed}: ${run.same} same, ${run.different.length} different, ${total} refused`);
  process.exitCode = run.different.length > 0 ? 1 : 0;
} finally {
  await mysqld.stop();
}
