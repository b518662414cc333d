import { basename } from 'node:path';

/** A source file of ours: its path from the root, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** The texts of the files beside it that it imports: where a test's expectations may live. */
  readonly imported?: string;
}

/** One house rule: what it looks at, what it finds, and the sentence that teaches the reason. */
export interface Rule {
  readonly name: string;
  readonly reason: string;
  readonly appliesTo: (path: string) => boolean;
  /** What breaks the rule, each with its line number. */
  find(file: SourceFile): readonly Finding[];
}

export interface Finding {
  readonly line: number;
  readonly what: string;
}

const LINES_MAX = 500;

/** Files that may be longer, each with its reason. Declared tables mostly. */
const LONG_FILES: Readonly<Record<string, string>> = {
  'libs/core/base/src/errors/catalog.ts': 'the one table of all errors',
  'libs/sql/sqlparser/src/lexer/keywords.ts': 'a declared table, one keyword a line',
};

const isTypeScript = (path: string) => /\.tsx?$/.test(path);
const isTest = (path: string) => /\.test\.tsx?$/.test(path);
const isConfig = (path: string) => /(^|\/)[\w.]*config\.(ts|mjs)$/.test(path) || path.endsWith('.cjs');
const everywhere = () => true;

/** Sorted by name. */
export const rules: readonly Rule[] = [
  {
    name: 'any-signal',
    reason:
      'On Node 20 a timeout inside of AbortSignal.any may be collected and never fire: use anySignal of @vt/base.',
    appliesTo: (path) => isTypeScript(path) && !path.includes('any-signal'),
    find: lines(/\bAbortSignal\.any\(/),
  },
  {
    name: 'file-size',
    reason: `A file of more than ${LINES_MAX} lines holds more than one thing: give each its own file, or list the file with its reason in tools/tidy/rules.ts.`,
    appliesTo: (path) => !(path in LONG_FILES),
    find: ({ text }) => {
      const lines = text.split('\n').length - 1;
      return lines > LINES_MAX ? [{ line: LINES_MAX + 1, what: `${lines} lines` }] : [];
    },
  },
  {
    name: 'kebab-case',
    reason:
      'Files are named in kebab-case after the one thing they hold: the same name on every file system, and no guessing.',
    appliesTo: everywhere,
    find: ({ path }) => {
      const name = basename(path).replace(/^\./, '');
      return /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.(ts|tsx|mjs|cjs)$/.test(name) ? [] : [{ line: 1, what: name }];
    },
  },
  {
    name: 'no-default-export',
    reason: 'A named export has one name everywhere, so that a search finds all its uses.',
    appliesTo: (path) => !isConfig(path),
    find: lines(/^\s*export default\b/),
  },
  {
    name: 'no-dodged-test',
    reason:
      'A test that is switched off or alone is a test that cannot fail. One that needs a server which is absent uses skipIf with a printed reason.',
    appliesTo: isTest,
    find: lines(/\b(?:it|test|describe)\.(?:skip|only|todo)\(/),
  },
  {
    name: 'no-dodged-type',
    reason: 'The compiler is asked, not silenced: narrow the value or declare its type.',
    appliesTo: isTypeScript,
    find: lines(/\bas any\b|@ts-(?:ignore|nocheck|expect-error)\b/),
  },
  {
    name: 'no-enum',
    reason:
      'enum and namespace make code at run time that types should not. Use a union of string literals, or an `as const` object.',
    appliesTo: isTypeScript,
    find: lines(/^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?(?:enum|namespace)\s+[A-Za-z_]/),
  },
  {
    name: 'no-later',
    reason:
      'What cannot be done now refuses with a clear error and is written down where plans are kept, not in a comment.',
    appliesTo: everywhere,
    find: lines(/\b(?:TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/),
  },
  {
    name: 'tests-assert',
    reason: 'A test without an expectation passes whatever the code does.',
    appliesTo: isTest,
    find: ({ text, imported = '' }) =>
      // a contract suite of another package holds its expectations
      /\b(?:expect|assert)\w*[.(<]|\w*Contract\(/.test(text + imported)
        ? []
        : [{ line: 1, what: 'no expect or assert, neither here nor in what it imports from beside it' }],
  },
];

/** A finder of every line that matches, outside comments' prose where the pattern is about code. */
function lines(pattern: RegExp): Rule['find'] {
  return ({ text }) =>
    text
      .split('\n')
      .flatMap((what, index) =>
        pattern.test(what) && !isProse(what, pattern) ? [{ line: index + 1, what: what.trim() }] : [],
      );
}

/** Whether the line only speaks of the thing, in a comment or in a string. */
function isProse(line: string, pattern: RegExp): boolean {
  if (pattern.source.startsWith('\\b(?:TO')) return false;
  if (line.includes('@ts-')) return false;
  return (
    /^\s*(?:\/\/|\*|\/\*)/.test(line) || !pattern.test(line.replace(/'[^']*'|"[^"]*"|`[^`]*`|\/(?![*/])[^/]+\//g, ''))
  );
}
