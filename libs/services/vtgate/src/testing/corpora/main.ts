import { TestMysqld } from '@vt/mysql/testing';
import { type Server } from './side-by-side.ts';
import { suites } from './suites.ts';

/*
 * Recorded statements over shards beside one mysqld: `npx tsx --conditions=@vt/source libs/services/vtgate/src/testing/corpora/main.ts [list] [suite…]`.
 * Prints what is different and what is refused; with `list` also what is the same. Exit code 1 where an answer is another than the mysqld's.
 * VT_SOCKET names a server that runs already.
 */
const args = process.argv.slice(2);
const lists = args[0] === 'list';
const asked = lists ? args.slice(1) : args;
const socketPath = process.env['VT_SOCKET'];
const own = socketPath === undefined ? await TestMysqld.start('mysql') : undefined;
const server: Server = own ?? { rootOptions: { socketPath: socketPath ?? '', user: 'root' } };
let wrong = 0;
try {
  for (const [name, suite] of Object.entries(suites)) {
    if (asked.length > 0 && !asked.some((one) => name.startsWith(one))) continue;
    const counts = { same: 0, different: 0, refused: 0 };
    for await (const { id, sql, verdict } of suite(server)) {
      counts[verdict.kind]++;
      if (verdict.kind === 'different') console.log(`${id}: ${sql}\n  ${verdict.why}`);
      if (verdict.kind === 'same' && lists)
        console.log(`${id}: ${sql}\n  same${verdict.errno === undefined ? '' : `: both error ${verdict.errno}`}`);
      if (verdict.kind === 'refused') console.log(`${id}: ${sql}\n  refused: ${verdict.reason}`);
    }
    wrong += counts.different;
    console.log(`${name}: ${counts.same} same, ${counts.different} different, ${counts.refused} refused`);
  }
} finally {
  await own?.stop();
}
process.exitCode = wrong > 0 ? 1 : 0;
