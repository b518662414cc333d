import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const corpora = process.env['VT_CORPORA'] ?? resolve(import.meta.dirname, '../../../../../../shared/corpora');

/** Is there a folder of cases? Says so on the console when there is none. */
export function corpusPresent(folder: string): boolean {
  const path = resolve(corpora, folder);
  if (existsSync(path)) return true;
  console.log(`skipped: no corpus at ${path}`);
  return false;
}

/** The cases of a JSONL file, named from the corpora folder. */
export function corpus<Case>(file: string): Case[] {
  const lines = readFileSync(resolve(corpora, file), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Case);
}
