import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { corpusPath } from '@vt/vschema/testing';
import { sakilaQueries } from './sakila-queries.ts';
import { type Outcome, type Server, SideBySide } from './side-by-side.ts';

const by = (column: string) => ({ column_vindexes: [{ column, name: 'xxhash' }] });
const reference = { type: 'reference' };

/** Sharded as one would: what belongs to a film lives with it, what belongs to a customer with that one. */
export const vschema = {
  sharded: true,
  vindexes: { xxhash: { type: 'xxhash' } },
  tables: {
    actor: by('actor_id'),
    address: by('address_id'),
    category: reference,
    city: by('city_id'),
    country: reference,
    customer: by('customer_id'),
    film: by('film_id'),
    film_actor: by('film_id'),
    film_category: by('film_id'),
    inventory: by('film_id'),
    language: reference,
    payment: by('customer_id'),
    rental: by('customer_id'),
    staff: by('staff_id'),
    store: by('store_id'),
  },
};

const folder = path.resolve(corpusPath('.'), '../data/sakila');

/** Sakila's tables and views over two shards, and queries over them. */
export async function* sakila(server: Server): AsyncGenerator<Outcome> {
  if (!existsSync(folder)) return void process.stderr.write(`skipped: no Sakila at ${folder}\n`);
  const both = await SideBySide.start(server, { sakila: { shards: ['-80', '80-'], vschema } }, 'sakila');
  try {
    await both.onGate('use sakila');
    for (const sql of sakilaScript(folder)) {
      await both.onPlain(sql);
      await both.onGate(sql);
    }
    for (const sql of sakilaQueries) yield { id: 'sakila', sql, verdict: await both.compare(sql) };
  } finally {
    both.close();
  }
}

/** Its tables without foreign keys (which would span shards) and triggers, its rows, its views. */
export function sakilaScript(from: string): string[] {
  const schema = readFileSync(path.join(from, 'schema.sql'), 'utf8');
  const data = gunzipSync(readFileSync(path.join(from, 'data.sql.gz'))).toString('utf8');
  const withoutKeys = schema
    .replace(/\/\*!\d+ (.*?)\*\//g, '$1')
    .replace(/,\s*CONSTRAINT\s+\S+\s+FOREIGN KEY[^\n]*?(?=,?\n)/g, '')
    .replace(/^--.*$/gm, '');
  const definitions = [...withoutKeys.matchAll(/^CREATE (?:DEFINER=\S+ SQL SECURITY \w+ )?(?:TABLE|VIEW)[\s\S]*?;$/gm)];
  const texts = definitions.map(([sql]) => sql.slice(0, -1)).filter((sql) => !sql.includes('film_text'));
  const inserts = [...data.matchAll(/^INSERT INTO (?!film_text)[\s\S]*?;$/gim)].map(([sql]) => sql.slice(0, -1));
  return [...texts.filter((sql) => /TABLE/.test(sql)), ...inserts, ...texts.filter((sql) => !/TABLE/.test(sql))];
}
