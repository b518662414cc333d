import type { Variable } from '../expr/nodes.ts';
import { parseUserVariable } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { quoteString } from '../lexer/strings.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { FileFormat, IntoFile, IntoVariables, LocalVariable, SelectInto } from './nodes.ts';
import { parseFileFormat, parseFileType } from './parse-file-format.ts';

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

/** OUTFILE [URL | URI | WITH PARAMETERS] 'name' …, of which only the first form is MariaDB's and the community's. */
function parseOutfile(p: Parser): IntoFile {
  const type = p.options.flavor === 'mariadb' ? 'outfile' : parseOutfileType(p);
  const fileName = p.string();
  const { charset, fileType } = parseFileType(p);
  const file = intoFile(type, fileName, charset, '', parseFileFormat(p), '', '');
  return fileType === undefined ? file : { ...file, fileType };
}

function parseOutfileType(p: Parser): IntoFile['type'] {
  if (p.acceptWord(K.URL) || p.acceptRaw('URI')) return 'outfile url';
  return p.acceptWords(K.WITH, K.PARAMETERS) ? 'outfile with parameters' : 'outfile';
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
