import { acceptEquals } from '../ddl/parse-words.ts';
import { literal } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseFileFormat, parseFileType } from '../query/parse-file-format.ts';
import type { ExternalFile, ExternalFormat, TableOption } from './nodes.ts';

/** Options of MySQL 9's external tables, whose data is in files elsewhere; undefined when none is next. */
export function parseExternalOption(p: Parser): TableOption | undefined {
  switch (p.word) {
    case K.FILE_FORMAT: {
      const option = named(p);
      return { ...option, fileFormat: parseExternalFormat(p) };
    }
    case K.FILES:
      return { ...named(p), files: parseFiles(p) };
    case K.AUTO_REFRESH_SOURCE: {
      const option = named(p);
      return p.acceptWord(K.NONE)
        ? { ...option, word: 'none' }
        : { ...option, value: literal(p, 'String', p.string()) };
    }
    case K.ALLOW_MISSING_FILES:
    case K.AUTO_REFRESH:
    case K.STRICT_LOAD:
    case K.VERIFY_KEY_CONSTRAINTS:
      return parseSwitch(p);
    default:
      return undefined;
  }
}

/** The word at the cursor as an option without a value, and the sign behind it. */
function named(p: Parser): TableOption {
  const name = p.takeName();
  acceptEquals(p);
  return { kind: 'TableOption', name, value: null, word: '', tables: [] };
}

function parseSwitch(p: Parser): TableOption {
  const option = named(p);
  if (p.acceptWord(K.DEFAULT)) return { ...option, word: 'default' };
  if (!p.is(T.Int)) p.fail();
  return { ...option, value: literal(p, 'Int', p.integer()) };
}

/** ( [charset, format, compression, header] [FIELDS …] [LINES …] [IGNORE n LINES] ) */
function parseExternalFormat(p: Parser): ExternalFormat {
  p.expect(T.LParen);
  const { charset, fileType } = parseFileType(p);
  const fields = parseFileFormat(p);
  let ignoreLines = '';
  if (p.acceptWord(K.IGNORE)) {
    ignoreLines = p.integer();
    p.expectOneOf('LINES', 'ROWS');
  }
  p.expect(T.RParen);
  return { kind: 'ExternalFormat', charset, fileType: fileType ?? null, fields, ignoreLines };
}

/** (settings, settings …), one group a file or a pattern of files. */
function parseFiles(p: Parser): ExternalFile[] {
  p.expect(T.LParen);
  const files: ExternalFile[] = [];
  do {
    const settings = [parseSetting(p)];
    while (!p.is(T.Comma) && !p.is(T.RParen)) settings.push(parseSetting(p));
    files.push({ kind: 'ExternalFile', settings });
  } while (p.accept(T.Comma));
  p.expect(T.RParen);
  return files;
}

const places: ReadonlySet<string> = new Set(['file_name', 'file_pattern', 'file_prefix', 'uri', 'url']);

function parseSetting(p: Parser): TableOption {
  if (p.word === K.ALLOW_MISSING_FILES || p.word === K.STRICT_LOAD) return parseSwitch(p);
  if (!p.is(T.Word) || !places.has(p.raw.toLowerCase())) p.fail();
  return { ...named(p), value: literal(p, 'String', p.string()) };
}
