import { VtError } from '@vt/base';
import { encodeText, print, rewrite, type Statement } from '@vt/sqlparser';
import { type BindVariables, Type } from '@vt/sqltypes';
import { defaultScanMode, scan } from '../../text/scan.ts';
import type { StatementRun } from '../statement.ts';

/** What the printer escapes with a backslash, and a shard's mysqld under NO_BACKSLASH_ESCAPES would read as it stands. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ESCAPED = /[\0\b\n\r\t\x1a'\\]/;
const PREFIX = '__text';

type Bound = { readonly statement: Statement; readonly run: StatementRun };

/**
 * Under NO_BACKSLASH_ESCAPES the statement with bind variables for the texts that the printer would escape: a tablet writes the values of binds as its
 * connection reads them. Undefined: it has no such text.
 * @throws VT12001 where one is left that is no expression, as of SEPARATOR.
 */
export function withBoundTexts(run: StatementRun, statement: Statement): Bound | undefined {
  if (!run.mode.noBackslashEscapes) return undefined;
  const binds: Record<string, BindVariables[string]> = {};
  const bound = rewrite(statement, (node) => {
    if (node.kind !== 'Literal' || node.type !== 'String' || !ESCAPED.test(node.value)) return node;
    const name = `${PREFIX}${Object.keys(binds).length}`;
    binds[name] = { type: Type.VARCHAR, value: encodeText(node.value) };
    return { kind: 'Argument', name, type: '', size: 0, scale: 0 };
  }) as Statement;
  checkNoEscapes(bound);
  if (bound === statement) return undefined;
  const all = { ...run.binds, ...binds };
  return { statement: bound, run: { ...run, binds: all, engine: { ...run.engine, binds: all } } };
}

/** Of a statement that is printed to be read once more. @throws VT12001 where its texts would be others then. */
export function checkTexts({ mode }: StatementRun, statement: Statement): void {
  if (mode.noBackslashEscapes) checkNoEscapes(statement);
}

function checkNoEscapes(statement: Statement): void {
  for (const { kind, text } of scan(print(statement), defaultScanMode))
    if (kind === 'string' && text.includes('\\'))
      throw VtError.of('VT12001', `${text} under NO_BACKSLASH_ESCAPES in a sharded keyspace`);
}
