import type { Variable } from '../expr/nodes.ts';
import { parseUserVariable } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { quoteString } from '../lexer/strings.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { FileFormat, IntoFile, IntoVariables, LocalVariable, SelectInto } from './nodes.ts';

/** INTO variables | OUTFILE … | DUMPFILE …, or nothing. */
export function parseInto(p: Parser): SelectInto | null {
  if (p.word !== K.INTO) return null;
  if (p.subqueries > 0) p.fail();
  p.next();
  if (p.acceptWord(K.DUMPFILE)) return intoFile('dumpfile', p.string(), '', '', null, '', '');
  if (p.acceptWord(K.OUTFILE)) {
    return p.acceptWord(K.S3) ? parseS3(p) : parseOutfile(p);
  }
  return parseVariables(p);
}

function parseVariables(p: Parser): IntoVariables {
  const variables: (Variable | LocalVariable)[] = [];
  do {
    if (p.kind === T.UserVar) variables.push(parseUserVariable(p));
    else variables.push({ kind: 'LocalVariable', name: p.name() });
  } while (p.accept(T.Comma));
  return { kind: 'IntoVariables', variables };
}

function intoFile(
  type: IntoFile['type'],
  fileName: string,
  charset: string,
  s3Format: string,
  format: FileFormat | null,
  manifest: IntoFile['manifest'],
  overwrite: IntoFile['overwrite'],
): IntoFile {
  return { kind: 'IntoFile', type, fileName, charset, s3Format, format, manifest, overwrite };
}

function parseOutfile(p: Parser): IntoFile {
  return intoFile('outfile', p.string(), parseFileCharset(p), '', parseFileFormat(p), '', '');
}

function parseS3(p: Parser): IntoFile {
  const fileName = p.string();
  const charset = parseFileCharset(p);
  let s3Format = '';
  if (p.acceptWord(K.FORMAT)) {
    s3Format = p.expectOneOf('CSV', 'TEXT');
    if (s3Format === 'csv' && p.acceptWord(K.HEADER)) s3Format = 'csv header';
  }
  const format = parseFileFormat(p);
  const manifest = p.acceptWord(K.MANIFEST) ? p.expectOneOf('ON', 'OFF') : '';
  const overwrite = p.acceptWord(K.OVERWRITE) ? p.expectOneOf('ON', 'OFF') : '';
  return intoFile('outfile s3', fileName, charset, s3Format, format, manifest, overwrite);
}

/** CHARACTER SET name, as it is to be written; '' when none is next. */
export function parseFileCharset(p: Parser): string {
  if (!p.acceptWord(K.CHARSET) && !p.acceptWords(K.CHARACTER, K.SET)) return '';
  if (p.kind === T.String) return quoteString(p.string());
  return p.word === K.BINARY ? p.takeName() : p.name();
}

/** FIELDS … and LINES …, or nothing. */
export function parseFileFormat(p: Parser): FileFormat | null {
  let fieldsTerminated: string | null = null;
  let enclosed: string | null = null;
  let optionally = false;
  let escaped: string | null = null;
  let linesStarting: string | null = null;
  let linesTerminated: string | null = null;
  let any = false;
  if (p.acceptWord(K.FIELDS) || p.acceptWord(K.COLUMNS)) {
    const from = p.i;
    for (;;) {
      if (p.acceptWords(K.TERMINATED, K.BY)) fieldsTerminated = p.string();
      else if (p.acceptWords(K.ENCLOSED, K.BY)) enclosed = p.string();
      else if (p.acceptWords(K.ESCAPED, K.BY)) escaped = p.string();
      else if (p.acceptWord(K.OPTIONALLY)) {
        optionally = true;
        p.expectWord(K.ENCLOSED);
        p.expectWord(K.BY);
        enclosed = p.string();
      } else break;
    }
    if (p.i === from) p.fail();
    any = true;
  }
  if (p.acceptWord(K.LINES)) {
    const from = p.i;
    for (;;) {
      if (p.acceptWords(K.STARTING, K.BY)) linesStarting = p.string();
      else if (p.acceptWords(K.TERMINATED, K.BY)) linesTerminated = p.string();
      else break;
    }
    if (p.i === from) p.fail();
    any = true;
  }
  if (!any) return null;
  return { kind: 'FileFormat', fieldsTerminated, enclosed, optionally, escaped, linesStarting, linesTerminated };
}
