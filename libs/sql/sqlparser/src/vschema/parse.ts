import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseNameList, parseTableName } from '../table/parse-name.ts';
import type { AlterVschema, VindexParam, VschemaAction } from './nodes.ts';

const nothing = { kind: 'AlterVschema', vindex: '', columns: [], type: '', params: [], sequence: null } as const;

/** The rest of ALTER VSCHEMA, after VSCHEMA. */
export function parseAlterVschema(p: Parser): AlterVschema {
  if (p.acceptWord(K.ON)) return parseOn(p);
  const verb = p.expectOneOf('CREATE', 'ADD', 'DROP');
  if (verb === 'create') p.expectWord(K.VINDEX);
  const what = verb === 'create' ? 'vindex' : expectObject(p, verb);
  const action = `${verb} ${what}` as VschemaAction;
  const table = parseTableName(p);
  const type = verb === 'create' ? parseUsing(p) : '';
  const params = verb === 'create' ? parseParams(p) : [];
  return { ...nothing, action, table, on: false, type, params };
}

function expectObject(p: Parser, verb: 'add' | 'drop'): 'sequence' | 'table' | 'vindex' {
  return verb === 'add' ? p.expectOneOf('TABLE', 'SEQUENCE') : p.expectOneOf('VINDEX', 'TABLE', 'SEQUENCE');
}

function parseOn(p: Parser): AlterVschema {
  const table = parseTableName(p);
  const verb = p.expectOneOf('ADD', 'DROP');
  const what = p.expectOneOf('VINDEX', 'AUTO_INCREMENT');
  const base = { ...nothing, action: `${verb} ${what}` as VschemaAction, table, on: true };
  if (what === 'auto_increment') return verb === 'drop' ? base : parseAutoIncrement(p, base);
  const vindex = p.name();
  if (verb === 'drop') return { ...base, vindex };
  const columns = parseNameList(p);
  return { ...base, vindex, columns, type: parseUsing(p), params: parseParams(p) };
}

function parseAutoIncrement(p: Parser, base: AlterVschema): AlterVschema {
  const columns = [p.name()];
  p.expectWord(K.USING);
  return { ...base, columns, sequence: parseTableName(p) };
}

function parseUsing(p: Parser): string {
  return p.acceptWord(K.USING) ? p.name() : '';
}

/** WITH name=value, … or nothing. */
function parseParams(p: Parser): VindexParam[] {
  if (!p.acceptWord(K.WITH)) return [];
  const params = [parseParam(p)];
  while (p.accept(T.Comma)) params.push(parseParam(p));
  return params;
}

function parseParam(p: Parser): VindexParam {
  const name = p.anyName();
  p.expect(T.Eq);
  return { kind: 'VindexParam', name, value: parseParamValue(p) };
}

function parseParamValue(p: Parser): string {
  if (p.kind === T.String) return p.string();
  return p.kind === T.Int ? p.integer() : p.anyName();
}
