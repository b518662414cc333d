import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Rule, rules, type SourceFile } from './rules.ts';

const root = dirname(dirname(import.meta.dirname));
const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'gen', 'testdata', 'coverage']);

function* sources(folder: string): Generator<SourceFile> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED_FOLDERS.has(entry.name) && !entry.name.startsWith('.')) yield* sources(path);
    } else if (/\.(ts|tsx|mjs|cjs)$/.test(entry.name)) {
      const text = readFileSync(path, 'utf8');
      yield { path: relative(root, path).replaceAll('\\', '/'), text, imported: neighbours(folder, text) };
    }
  }
}

/** The texts of the files of the same folder that a text imports. */
function neighbours(folder: string, text: string): string {
  const names = [...text.matchAll(/from '\.\/([\w-]+\.ts)'/g)].map(([, name = '']) => join(folder, name));
  return names.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : '')).join('\n');
}

const files = ['libs', 'apps', 'e2e', 'tools'].flatMap((folder) => [...sources(join(root, folder))]);

function breaches(rule: Rule, among: readonly SourceFile[]): string[] {
  return among
    .filter((file) => rule.appliesTo(file.path))
    .flatMap((file) => rule.find(file).map(({ line, what }) => `${file.path}:${line}: ${what}`));
}

describe('the house is tidy', () => {
  test('there is something to look at', () => {
    expect(files.length).toBeGreaterThan(50);
  });
  test.each(rules)('$name', (rule) => {
    expect(breaches(rule, files), rule.reason).toEqual([]);
  });
});

describe('each rule finds what it is for', () => {
  const planted: readonly (readonly [rule: string, path: string, text: string])[] = [
    ['any-signal', 'libs/a.ts', 'const s = AbortSignal.any([a, b]);'],
    ['file-size', 'libs/a.ts', 'x;\n'.repeat(501)],
    ['kebab-case', 'libs/someThing.ts', ''],
    ['no-default-export', 'libs/a.ts', 'export default 1;'],
    ['no-dodged-test', 'libs/a.test.ts', `${'test'}.only('x', () => {});`],
    ['no-dodged-type', 'libs/a.ts', `const x = y ${'as'} any;`],
    ['no-dodged-type', 'libs/a.ts', `// @ts-${'ignore'}`],
    ['no-enum', 'libs/a.ts', 'export const enum A { B }'],
    ['no-later', 'libs/a.ts', `// ${'TO'}DO: more`],
    ['tests-assert', 'libs/a.test.ts', "test('x', () => { run(); });"],
  ];
  test.each(planted)('%s in %s', (name, path, text) => {
    const rule = rules.find((one) => one.name === name);
    expect(rule && breaches(rule, [{ path, text }])).toHaveLength(1);
  });

  const innocent = "// export default is banned here, and so is enum\nconst text = 'x as any';\nexport const a = 1;\n";
  test.each(rules.filter((rule) => rule.name !== 'tests-assert'))('$name lets plain code pass', (rule) => {
    expect(breaches(rule, [{ path: 'libs/plain-file.ts', text: innocent }])).toEqual([]);
  });
});
