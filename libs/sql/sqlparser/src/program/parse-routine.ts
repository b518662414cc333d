import type { Statement } from '../ast/node.ts';
import { acceptIfNotExists, plainName } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName } from '../table/parse-name.ts';
import type {
  AlterRoutine,
  CreateFunction,
  CreateLoadableFunction,
  CreateProcedure,
  RoutineCode,
  RoutineLibrary,
  RoutineOption,
  RoutineParam,
} from './nodes.ts';
import { parseBodyStatement } from './parse-body.ts';
import { parseCollate } from './parse-declare.ts';
import { parseProgramType } from './parse-type.ts';

export type StoredHead = Pick<CreateProcedure, 'comments' | 'definer' | 'orReplace'>;

/** A program's body, up to and including its last semicolon where one stands. */
export function parseBody(p: Parser): Statement {
  return parseBodyStatement(p);
}

/** A statement, or AS 'code' where LANGUAGE says that it is no SQL. */
function parseRoutineBody(p: Parser, options: readonly RoutineOption[]): RoutineCode | Statement {
  const language = options.findLast((o) => o.name === 'language')?.value.toLowerCase() ?? 'sql';
  if (p.options.flavor === 'mariadb') return parseBody(p);
  if (p.acceptWord(K.AS)) {
    if (language === 'sql') p.fail();
    if (!p.is(T.String)) p.fail();
    return { kind: 'RoutineCode', code: p.string() };
  }
  const body = parseBody(p);
  return language === 'sql' ? body : p.fail();
}

/** The rest of CREATE PROCEDURE, after PROCEDURE. */
export function parseCreateProcedure(p: Parser, head: StoredHead): CreateProcedure {
  const ifNotExists = acceptIfNotExists(p);
  const name = parseTableName(p);
  const params = parseParams(p, true);
  const options = parseOptions(p);
  return { kind: 'CreateProcedure', ...head, ifNotExists, name, params, options, body: parseRoutineBody(p, options) };
}

/** The rest of CREATE FUNCTION, after FUNCTION; RETURNS … SONAME makes it a loadable one. */
export function parseCreateFunction(
  p: Parser,
  head: StoredHead,
  aggregate: boolean,
): CreateFunction | CreateLoadableFunction {
  const ifNotExists = acceptIfNotExists(p);
  const name = parseTableName(p);
  if (p.kind !== T.LParen) return parseLoadable(p, head, { aggregate, ifNotExists, name: name.name });
  if (aggregate && p.options.flavor !== 'mariadb') p.fail();
  const params = parseParams(p, p.options.flavor === 'mariadb');
  p.expectWord(K.RETURNS);
  const returns = parseProgramType(p);
  const returnsCollate = parseCollate(p);
  const options = parseOptions(p);
  const body = parseRoutineBody(p, options);
  return {
    kind: 'CreateFunction',
    ...head,
    aggregate,
    ifNotExists,
    name,
    params,
    returns,
    returnsCollate,
    options,
    body,
  };
}

type LoadableHead = Pick<CreateLoadableFunction, 'aggregate' | 'ifNotExists' | 'name'>;

function parseLoadable(p: Parser, { orReplace, definer }: StoredHead, head: LoadableHead): CreateLoadableFunction {
  if (definer !== null) p.fail();
  p.expectWord(K.RETURNS);
  const returns = p.expectOneOf('STRING', 'INTEGER', 'INT', 'REAL', 'DECIMAL');
  p.expectWord(K.SONAME);
  return { kind: 'CreateLoadableFunction', orReplace, ...head, returns, soname: p.string() };
}

function parseParams(p: Parser, modes: boolean): RoutineParam[] {
  p.expect(T.LParen);
  const params: RoutineParam[] = [];
  if (p.kind !== T.RParen) {
    do params.push(parseParam(p, modes));
    while (p.accept(T.Comma));
  }
  p.expect(T.RParen);
  return params;
}

function parseParam(p: Parser, modes: boolean): RoutineParam {
  const mode = modes ? (p.acceptOneOf('IN', 'OUT', 'INOUT') ?? 'in') : 'in';
  const name = p.name();
  return { kind: 'RoutineParam', mode, name, type: parseProgramType(p), collate: parseCollate(p) };
}

function parseOptions(p: Parser): RoutineOption[] {
  const options: RoutineOption[] = [];
  for (let option = parseOption(p); option !== undefined; option = parseOption(p)) {
    if (option.name === 'using' && options.some((before) => before.name === 'using')) p.fail();
    options.push(option);
  }
  return options;
}

function parseOption(p: Parser): RoutineOption | undefined {
  switch (p.word) {
    case K.COMMENT:
      p.next();
      return option('comment', p.string());
    case K.LANGUAGE:
      p.next();
      return option('language', plainName(p, p.anyName()));
    case K.NOT:
      p.next();
      p.expectWord(K.DETERMINISTIC);
      return option('not deterministic');
    case K.DETERMINISTIC:
      p.next();
      return option('deterministic');
    case K.CONTAINS:
    case K.NO: {
      const verb = p.expectOneOf('CONTAINS', 'NO');
      p.expectWord(K.SQL);
      return option(`${verb} sql`);
    }
    case K.READS:
    case K.MODIFIES: {
      const verb = p.expectOneOf('READS', 'MODIFIES');
      p.expectWord(K.SQL);
      p.expectWord(K.DATA);
      return option(`${verb} sql data`);
    }
    case K.SQL:
      p.next();
      p.expectWord(K.SECURITY);
      return option(`sql security ${p.expectOneOf('DEFINER', 'INVOKER')}`);
    case K.USING:
      return p.options.flavor === 'mariadb' ? undefined : parseUsing(p);
    default:
      return undefined;
  }
}

/** USING (library [AS name], …) */
function parseUsing(p: Parser): RoutineOption {
  p.next();
  p.expect(T.LParen);
  const libraries: RoutineLibrary[] = [];
  do {
    const name = parseTableName(p);
    libraries.push({ kind: 'RoutineLibrary', name, as: p.acceptWord(K.AS) ? p.name() : '' });
  } while (p.accept(T.Comma));
  p.expect(T.RParen);
  return { kind: 'RoutineOption', name: 'using', value: '', libraries };
}

function option(name: RoutineOption['name'], value = ''): RoutineOption {
  return { kind: 'RoutineOption', name, value };
}

/** The rest of ALTER PROCEDURE or FUNCTION, after that word. */
export function parseAlterRoutine(p: Parser, type: AlterRoutine['type']): AlterRoutine {
  const name = parseTableName(p);
  const options = parseOptions(p);
  if (options.some((o) => o.name.endsWith('deterministic'))) p.fail();
  return { kind: 'AlterRoutine', type, name, options };
}
