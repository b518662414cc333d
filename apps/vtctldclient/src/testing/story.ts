import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toVtError } from '@vt/base';
import { parseFlags } from '@vt/servenv/cli';
import { expect } from 'vitest';
import type { Client } from '../client.ts';
import { resolve } from '../resolve.ts';

/** Compares with a file of `testdata`; UPDATE=1 writes it. */
export function golden(name: string, actual: string): void {
  const path = join(import.meta.dirname, '../testdata', name);
  if (process.env['UPDATE'] === '1') writeFileSync(path, actual);
  expect(actual).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
}

/** The words of a command as an operator types it; a space that does not part words is written as U+00A0. */
export function wordsOf(typed: string): string[] {
  return typed.split(' ').map((word) => word.replaceAll('\u00a0', ' '));
}

/** What a command prints, also of one that fails in the end; rejects with what it fails of. */
export async function run(client: Client, typed: string, lines: string[] = []): Promise<readonly string[]> {
  const words = wordsOf(typed);
  const { command, words: count } = resolve(words[0] ?? '', words, {});
  const { values, positional } = parseFlags(command.flags, { argv: words });
  const args = positional.slice(count);
  await command.run({ client, args, flags: values, print: (text) => void lines.push(text) });
  return lines;
}

/** Commands, one after the other, with what each prints and fails of. */
export async function tell(client: Client, story: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const typed of story) {
    lines.push(`$ vtctldclient ${typed}`);
    try {
      await run(client, typed, lines);
    } catch (error) {
      lines.push(`E: ${toVtError(error).code}: ${(error as Error).message}`);
    }
  }
  return `${lines.join('\n').replaceAll(/"version": "\d+"/g, '"version": "N"')}\n`;
}
