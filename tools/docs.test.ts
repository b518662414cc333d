import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './setup/paths.mjs';

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'testdata', 'coverage']);

function* pages(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED_FOLDERS.has(entry.name) && !entry.name.startsWith('.')) yield* pages(path);
    } else if (entry.name.endsWith('.md')) yield path;
  }
}

/** What a reader sees rendered: blocks of code are emptied, so that line numbers stay. */
const textOf = (page: string): string =>
  readFileSync(page, 'utf8').replace(/^```[^]*?^```/gm, (block) => block.replace(/[^\n]/g, ''));

const all = [...pages(root)].map((page) => ({ page, name: relative(root, page), text: textOf(page) }));

/** As GitHub names a heading. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

const linksOf = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, to = '']) => (/^[a-z]+:/.test(to) ? [] : [to]));

function isBroken(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const file = path === '' ? page : join(dirname(page), path);
  if (!existsSync(file)) return true;
  return anchor !== undefined && !(statSync(file).isFile() && anchorsOf(textOf(file)).includes(anchor));
}

describe.each(all)('$name', ({ page, text }) => {
  test('leads somewhere with every link', () => {
    expect(linksOf(text).filter((link) => isBroken(page, link))).toEqual([]);
  });

  test('names files that are there', () => {
    const named = [...text.matchAll(/`((?:libs|apps|e2e|tools|docs|deploy)\/[\w./-]+)`/g)].map(([, path = '']) => path);
    expect(named.filter((path) => !existsSync(join(root, path)) && !/(^|\/)dist\//.test(path))).toEqual([]);
  });

  test('has tables that are whole: rows behind an empty line are shown as they are written', () => {
    const lines = text.split('\n');
    const strays = lines.filter(
      (line, i) => line.startsWith('|') && !lines[i - 1]?.startsWith('|') && !/^\|[-:| ]+$/.test(lines[i + 1] ?? ''),
    );
    expect(strays).toEqual([]);
  });
});

test('every page of docs/ is found from another', () => {
  const found = new Set(
    all.flatMap(({ page, text }) => linksOf(text).map((link) => join(dirname(page), link.replace(/#.*/, '')))),
  );
  const lost = all.filter(
    ({ page, name }) => name.startsWith('docs/') && !found.has(page) && !found.has(dirname(page)),
  );
  expect(lost.map(({ name }) => name)).toEqual([]);
});
