import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = process.env['VT_CORPORA'] ?? path.resolve(import.meta.dirname, '../../../../../../shared/corpora');

/** The lines of a corpus file, or undefined when it is not on this machine (said once on stderr). */
export function readCorpus<T>(file: string): readonly T[] | undefined {
  const full = path.join(root, file);
  if (!existsSync(full)) {
    process.stderr.write(`skipped: no corpus at ${full} (set VT_CORPORA)\n`);
    return undefined;
  }
  const text = readFileSync(full, 'utf8');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as T);
}

export function corpusPath(file: string): string {
  return path.join(root, file);
}

/** One recorded fact: a call tree and what it gave. */
export type Vector = {
  readonly id: string;
  readonly test: string;
  readonly sub?: string;
  readonly expr: unknown;
  readonly op: string;
  readonly value?: unknown;
};
