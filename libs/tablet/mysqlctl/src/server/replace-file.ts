import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Gives a file another text, whole or not at all: on a full disk the old one stays. One that has the text already is not touched. */
export function replaceFile(path: string, text: string, mode: number): void {
  if (textOf(path) === text) return;
  const next = `${path}.new`;
  try {
    writeFileSync(next, text, { mode, flush: true });
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { recursive: true, force: true });
    throw error;
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
