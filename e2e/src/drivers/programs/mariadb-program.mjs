// One real program of the Node mariadb connector: prints what an application sees. Arguments: port, database, folder of node_modules.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [port, database, modules] = process.argv.slice(2);
const mariadb = createRequire(join(modules, 'package.json'))('mariadb');
const options = {
  host: '127.0.0.1',
  port: Number(port),
  user: 'root',
  database,
  multipleStatements: true,
  dateStrings: true,
};
const connection = await mariadb.createConnection({ ...options, metaAsArray: true, rowsAsArray: true });

const plain = (_key, value) =>
  typeof value === 'bigint'
    ? `${value}n`
    : value?.type === 'Buffer'
      ? Buffer.from(value.data).toString('hex').slice(0, 64)
      : value;
const columns = (meta) =>
  (Array.isArray(meta) ? meta : []).map((c) => `${c.name?.()}:${c.type}:${c.columnLength}:${c.scale}:${c.flags}`);

async function run(how, sql, values) {
  try {
    const result = await connection[how](sql, values);
    const [rows, meta] = Array.isArray(result) && Array.isArray(result[1]) ? result : [result, []];
    console.log(how, sql, JSON.stringify(rows, plain), JSON.stringify(columns(meta)));
  } catch (error) {
    console.log(how, sql, '!!', error.errno, error.sqlState, error.code);
  }
}

await run('query', 'delete from dt');
await run('query', "set sql_mode = ''");
for (const how of ['query', 'execute']) {
  await run(how, 'insert into dt (id, bu, de, dtm, v, vb, j, bi, t, y) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
    1n,
    18446744073709551615n,
    '-1.50',
    '2020-02-03 04:05:06.789012',
    "é'\\",
    Buffer.from([0, 255, 39, 92]),
    '{"a": [1, 2]}',
    5,
    '-10:11:12.345',
    1999,
  ]);
  await run(how, 'insert into dt (id, da, dtm) values (?, ?, ?)', [2, '0000-00-00', '0000-00-00 00:00:00']);
  await run(how, 'select * from dt where id = ?', [1]);
  await run(how, 'select * from dt where id = ?', [2]);
  await run(how, 'select id, v from dt where id in (?, ?) order by id', [1, 2]);
  await run(how, 'update dt set ti = ? where id = ?', [null, 1]);
  await run(how, 'insert into dt (id) values (?)', [1]);
  await run(how, 'select nope from dt where id = ?', [1]);
  await run(how, 'selec ?', [1]);
  await run(how, 'delete from dt where id in (?, ?)', [1, 2]);
}
await run('batch', 'insert into dt (id, v, dtm) values (?, ?, ?)', [
  [1, 'a', '2020-01-01 00:00:00'],
  [2, 'b', null],
  [3, null, '2021-01-01 00:00:00.5'],
]);
await run('query', 'select id, v, dtm from dt order by id');
await run('query', 'select 1 as a; select 2 as b; delete from dt where id = 1');
await run('query', 'select 1 as a; selec; select 3');
await connection.beginTransaction();
await run('query', 'insert into dt (id, i) values (70, 1), (71, 2), (72, 3), (73, 4)');
await run('query', 'select count(*) as n from dt');
await connection.rollback();
await run('query', 'select count(*) as n from dt');

const blob = Buffer.alloc(20_000_000, 'blob of twenty megabytes');
await run('query', 'insert into dt (id, bl) values (?, ?)', [9, blob]);
const [[[back]]] = await connection.query('select bl from dt where id = 9');
console.log('large value', createHash('md5').update(back).digest('hex'));

let streamed = 0;
for await (const _row of connection.queryStream('select id from dt order by id')) streamed++;
console.log('streamed', streamed);
const prepared = await connection.prepare('select id from dt where id > ? order by id');
console.log(
  'prepared',
  JSON.stringify(await prepared.execute([0]), plain),
  JSON.stringify(await prepared.execute([100]), plain),
);
prepared.close();
await run('query', 'set @a = ?', [5]);
await run('query', 'select @a');
await connection.reset();
await run('query', 'select @a is null as gone');
await run('query', 'select database()');
await run('query', 'delete from dt');
await connection.ping();
await connection.end();

const pool = mariadb.createPool({ ...options, connectionLimit: 3, compress: true, pipelining: true });
const all = await Promise.all(Array.from({ length: 12 }, (_, i) => pool.query('select ? + 1 as n', [i])));
console.log('pool', all.map((rows) => rows[0].n).join(','));
await pool.end();
