// One real program of mysql2: prints what an application sees. Arguments: port, database.
import mysql from 'mysql2/promise';

const [port, database] = process.argv.slice(2);
const options = { host: '127.0.0.1', port: Number(port), user: 'root', database, multipleStatements: true };
const connection = await mysql.createConnection({ ...options, supportBigNumbers: true, dateStrings: true });

const plain = (_key, value) =>
  value?.type === 'Buffer' ? Buffer.from(value.data).toString('hex').slice(0, 64) : value;
const columns = (fields) =>
  (fields ?? []).map?.((f) => (f ? `${f.name}:${f.columnType}:${f.flags}:${f.columnLength}:${f.decimals}` : ''));

async function run(how, sql, values) {
  try {
    const [rows, fields] = await connection[how](sql, values);
    console.log(how, sql, JSON.stringify(rows, plain), JSON.stringify(columns(fields)));
  } catch (error) {
    console.log(how, sql, '!!', error.errno, error.sqlState, error.code);
  }
}

await run('query', 'delete from dt');
await run('query', "set sql_mode = ''");
for (const how of ['query', 'execute']) {
  await run(how, 'insert into dt (id, bu, de, dtm, v, vb, j, bi) values (?, ?, ?, ?, ?, ?, ?, ?)', [
    1,
    '18446744073709551615',
    '-1.50',
    '2020-02-03 04:05:06.789012',
    "é'\\",
    Buffer.from([0, 255, 39, 92]),
    '{"a": [1, 2]}',
    5,
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
await run('query', 'select 1 as a; select 2 as b; delete from dt where id = 1');
await run('query', 'select 1 as a; selec; select 3');
await connection.beginTransaction();
await run('query', 'insert into dt (id, i) values (70, 1), (71, 2), (72, 3), (73, 4)');
await run('query', 'select count(*) as n from dt');
await run('query', 'savepoint a');
await run('query', 'delete from dt where i > 2');
await run('query', 'rollback to a');
await run('query', 'select id from dt order by id');
await connection.rollback();
await run('query', 'select count(*) as n from dt');
await run('query', 'set @a = ?', [5]);
await run('query', 'select @a');
const prepared = await connection.prepare('select id from dt where id > ? order by id');
console.log('prepared', (await prepared.execute([0]))[0].length, (await prepared.execute([100]))[0].length);
await prepared.close();
await connection.changeUser({ database });
await run('query', 'select @a is null as gone');
await run('query', 'select database()');
await connection.ping();
await connection.end();

const pool = mysql.createPool({ ...options, connectionLimit: 3, compress: true });
const all = await Promise.all(Array.from({ length: 12 }, (_, i) => pool.query('select ? + 1 as n', [i])));
console.log('pool', all.map(([rows]) => rows[0].n).join(','));
await pool.end();
