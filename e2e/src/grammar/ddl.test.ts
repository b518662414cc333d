import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { equals, parse, print, SqlError } from '@vt/sqlparser';
import { ddlGrammar, Generator, randomFrom } from '@vt/sqlparser/testing';
import type { Connection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PlainServer } from '../harness/plain-server.ts';
import { explainSkip, prefixOf, sharedPath } from '../harness/servers.ts';

const STATEMENTS = 1500;

const skip = prefixOf('mysql') === undefined && explainSkip('DDL grammar', 'no mysql here');

/** Texts that Vitess reads and MySQL does not, or reads as something else; by a piece of the text. */
const vitessOnly = [
  /^alter table e enable keys, discard tablespace/i,
  /^create fulltext index b using btree/i,
  /declare undo handler/i,
  // VARCHAR without a length.
  /\bvarchar\b(?!\s*\()/i,
  /ENGINE = MEDIUMTEXT/,
  /COLUMN_FORMAT COMPRESSED/,
  // MySQL 5.7 read these two.
  /character set (= )?default/i,
  /\(tbl\.a BIGINT\)/,
];

/** Does the statement stand in a family of another kind, or hold one? */
const other = /vschema|vitess_migration|\b(user|role|prepare)\b|; set \w+ =/i;

async function corpus(): Promise<string[]> {
  const texts: string[] = [];
  for (const file of ['valid', 'roundtrip_misc', 'must_parse', 'antlr_mysql_examples']) {
    const path = sharedPath('corpora', 'parser', `${file}.jsonl`);
    if (path === undefined) continue;
    for (const line of (await readFile(path, 'utf8')).split('\n')) {
      const input: unknown = line === '' ? undefined : (JSON.parse(line) as { input?: unknown }).input;
      if (typeof input !== 'string' || !/^\s*(\/\*.*?\*\/)?\s*(create|alter|drop|rename|truncate)\b/i.test(input))
        continue;
      if (!other.test(input) && !vitessOnly.some((pattern) => pattern.test(input))) texts.push(input);
    }
  }
  return texts;
}

function ours(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof SqlError) return false;
    throw error;
  }
}

describe.skipIf(skip)('data definition as mysqld reads it', () => {
  let dir: string;
  let server: PlainServer;
  let connection: Connection;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'vt-ddl-'));
    server = await PlainServer.start(dir);
    connection = await server.connect();
    await connection.query('create database scratch');
    await connection.query('use scratch');
  }, 120_000);

  afterAll(async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });

  /** Is the text of MySQL's grammar? Errors of meaning come after it was read, and have other numbers or words. */
  async function theirs(text: string): Promise<boolean> {
    try {
      await connection.query('prepare s from ?', [text]);
      return true;
    } catch (error) {
      const { errno, message } = error as { errno?: number; message: string };
      if (errno === undefined) throw error;
      return !(errno === 1064 && message.startsWith('You have an error'));
    }
  }

  test('texts of the corpora are accepted and refused alike', async () => {
    const different: string[] = [];
    for (const text of await corpus()) if (ours(text) !== (await theirs(text))) different.push(text);
    expect(different.join('\n---\n')).toBe('');
  });

  test('generated texts and their canonical form are accepted', { timeout: 120_000 }, async () => {
    const seed = Number(process.env['VT_SEED'] ?? 1);
    console.log(`VT_SEED=${seed}`);
    const generator = new Generator(ddlGrammar, randomFrom(seed));
    for (let i = 0; i < STATEMENTS; i++) {
      const text = generator.text('statement');
      expect(await theirs(text), text).toBe(true);
      const tree = parse(text);
      const canonical = print(tree);
      expect(await theirs(canonical), `${text}\n${canonical}`).toBe(true);
      expect(equals(parse(canonical), tree), text).toBe(true);
    }
  });
});
