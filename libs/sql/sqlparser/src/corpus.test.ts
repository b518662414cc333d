import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { argued } from './corpus-argued.ts';
import { equals, parse, print, SqlError, SqlSyntaxError } from './index.ts';
import { type Keyword, keywordNames } from './lexer/keywords.ts';
import { T } from './lexer/token.ts';
import { resolveOptions } from './options.ts';
import { Parser } from './parser/parser.ts';
import { statementTable } from './statement/statements.ts';

const corpora = process.env['VT_CORPORA'] ?? resolve(import.meta.dirname, '../../../../../shared/corpora');
const folder = resolve(corpora, 'parser');
const present = existsSync(folder);
if (!present) console.log(`skipped: no parser corpus at ${folder}`);

type Case = {
  readonly id: string;
  readonly input?: string;
  readonly output?: string;
  readonly error?: string;
  readonly error_contains?: string;
  readonly mysql_version?: string;
  readonly positioned_error?: { readonly err: string; readonly pos: number; readonly near: string };
};

function cases(file: string): Case[] {
  const lines = readFileSync(resolve(folder, `${file}.jsonl`), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Case);
}

/** Is the statement of a family that exists? */
function known(sql: string): boolean {
  const p = new Parser(sql, resolveOptions(undefined));
  return p.kind === T.LParen || (p.word !== 0 && statementTable()[keywordNames[p.word] as Keyword] !== undefined);
}

/** 8.0.1 as 80001 */
function versionOf(version = '8.4.0'): number {
  return version.split('.').reduce((sum, part) => sum * 100 + Number(part), 0);
}

/** What is wrong with our answer to a case; undefined when nothing is. */
function wrong(c: Case): string | undefined {
  const input = c.input!;
  const at = c.positioned_error;
  const positioned = at && `${at.err} at position ${at.pos}${at.near === '' ? '' : ` near '${at.near}'`}`;
  const refusal = c.error ?? positioned ?? c.error_contains;
  const exact = c.id.startsWith('errors');
  try {
    const tree = parse(input, { serverVersion: versionOf(c.mysql_version) });
    if (refusal !== undefined) return `accepted as ${print(tree)}`;
    const text = print(tree);
    if (c.output !== undefined && text !== c.output) return `printed ${text} instead of ${c.output}`;
    return equals(parse(text), tree) ? undefined : `${text} reads back as another tree`;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    if (refusal === undefined) return `refused: ${error.message}`;
    const message = error instanceof SqlSyntaxError ? error.vitessMessage : error.message;
    if (exact) return message === refusal ? undefined : `${message} instead of ${refusal}`;
    return message.includes(refusal) || c.error !== undefined ? undefined : `${message} instead of ${refusal}`;
  }
}

const files = ['valid', 'invalid', 'errors', 'roundtrip_misc', 'select_cases', 'union_cases', 'must_parse'];

describe.skipIf(!present)('parser corpus', () => {
  it.each(files)('%s', (file) => {
    const all = cases(file);
    const readable = all.filter((c) => c.input !== undefined && known(c.input));
    const failures: string[] = [];
    let arguedCount = 0;
    for (const c of readable) {
      const problem = wrong(c);
      if (problem !== undefined && c.id in argued) arguedCount++;
      else if (problem !== undefined) failures.push(`${c.id}: ${c.input}\n  ${problem}`);
    }
    const right = readable.length - failures.length - arguedCount;
    console.log(`${file}: ${right} right, ${arguedCount} argued, ${failures.length} wrong of ${all.length}`);
    expect(failures).toEqual([]);
    expect(right).toBeGreaterThan(0);
  });
});
