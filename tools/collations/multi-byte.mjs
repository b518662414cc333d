/**
 * Writes what MySQL's multi-byte character sets are made of, libs/core/collations/src/multi-byte/pairs.data.ts.
 *
 *   node tools/collations/multi-byte.mjs PORT
 *
 * PORT is that of a running mysqld (root, no password) that may be written to: it is asked for each code, and for each code point of the BMP.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createConnection } from 'mysql2/promise';
import { NumberWriter, packedModule } from './packing.mjs';

const names = ['big5', 'cp932', 'eucjpms', 'euckr', 'gb18030', 'gb2312', 'gbk', 'ujis'];
const out = path.resolve(import.meta.dirname, '../../libs/core/collations/src/multi-byte/pairs.data.ts');
const SCRATCH = 'vt_multi_byte';
const QUESTION = '3F';

const server = await createConnection({ host: '127.0.0.1', port: Number(process.argv[2]), user: 'root' });

async function rows(sql) {
  return (await server.query({ sql, rowsAsArray: true }))[0];
}

await server.query("set sql_mode = '', cte_max_recursion_depth = 100000");
await server.query(`create database ${SCRATCH}`);
await server.query(`create table ${SCRATCH}.n (i int primary key)`);
await server.query(
  `insert into ${SCRATCH}.n with recursive r as (select 0 as i union all select i + 1 from r where i < 65535) select i from r`,
);

/** [code, point] of what is one character. */
async function decoded(name, code, where, prefix) {
  const text = `convert(unhex(${code}) using ${name})`;
  const found = await rows(`select i, hex(convert(${text} using utf32)) from ${SCRATCH}.n where ${where}`);
  return found
    .filter(([, hex]) => hex?.length === 8 && hex !== '0000003F')
    .map(([i, hex]) => [prefix * 0x10000 + i, Number.parseInt(hex, 16)]);
}

async function encoded(name) {
  const code = `hex(convert(convert(unhex(lpad(hex(i), 8, '0')) using utf32) using ${name}))`;
  const found = await rows(`select i, ${code} from ${SCRATCH}.n where i >= 128 and i not between 0xd800 and 0xdfff`);
  return found.filter(([, hex]) => hex !== null && hex !== QUESTION);
}

/** The place of a code of four bytes among all such. */
function linear(hex) {
  const [a, b, c, d] = Buffer.from(hex, 'hex');
  return (((a - 0x81) * 10 + (b - 0x30)) * 126 + (c - 0x81)) * 10 + (d - 0x30);
}

/** Numbers that follow each other in both: (step of the first, step of the second, length)*. */
function writeRuns(writer, pairs) {
  const runs = [];
  for (const [from, to] of pairs.toSorted(([a], [b]) => a - b)) {
    const last = runs.at(-1);
    if (last && last.from + last.length === from && last.to + last.length === to) last.length++;
    else runs.push({ from, to, length: 1 });
  }
  writer.unsigned(runs.length);
  let [from, to] = [0, 0];
  for (const run of runs) {
    writer.unsigned(run.from - from);
    writer.signed(run.to - to);
    writer.unsigned(run.length);
    from = run.from + run.length;
    to = run.to + run.length;
  }
}

const writer = new NumberWriter();
for (const name of names) {
  const single = name === 'cp932' ? 'i between 0xa1 and 0xdf' : 'false';
  // What begins with a byte that is a character by itself is two.
  const pair = single === 'false' ? 'i >= 0x8000' : 'i >= 0x8000 and i div 256 not between 0xa0 and 0xdf';
  const codes = [
    ...(await decoded(name, "lpad(hex(i), 2, '0')", single, 0)),
    ...(await decoded(name, "lpad(hex(i), 4, '0')", pair, 0)),
    ...(/^(?:ujis|eucjpms)$/.test(name)
      ? await decoded(name, "concat('8F', lpad(hex(i), 4, '0'))", 'i >= 0x8080', 0x8f)
      : []),
  ];
  const first = new Map();
  for (const [code, point] of codes) if (!first.has(point)) first.set(point, code);
  const points = await encoded(name);
  const short = points.filter(([, hex]) => hex.length < 8).map(([point, hex]) => [point, Number.parseInt(hex, 16)]);
  const long = points.filter(([, hex]) => hex.length === 8).map(([point, hex]) => [linear(hex), point]);
  writeRuns(writer, codes);
  writeRuns(
    writer,
    short.filter(([point, code]) => first.get(point) !== code),
  );
  writeRuns(writer, long);
  const kept = new Set(short.map(([point]) => point));
  const lost = [...first.keys()].filter((point) => point >= 128 && !kept.has(point));
  if (lost.length > 0) throw new Error(`${name}: ${lost.length} characters cannot be written`);
}
await server.query(`drop database ${SCRATCH}`);
await server.end();
const origin = 'what MySQL 9.7 makes of each code of its multi-byte character sets, and of each code point.';
writeFileSync(out, packedModule('pairsData', origin, writer.bytes()));
