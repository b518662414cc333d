import { acceptIfExists, acceptIfNotExists } from '../ddl/parse-words.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import { parseInnerQuery } from '../query/parse.ts';
import { parseNameList, parseTableName, parseTableNames } from '../table/parse-name.ts';
import type { AlterView, CreateView, Definer, DropView, JsonDualityView } from './nodes.ts';

/** What stands between CREATE or ALTER and the object's kind. */
export type ObjectHead = {
  readonly comments: readonly string[];
  readonly algorithm: CreateView['algorithm'];
  readonly definer: Definer | null;
  readonly security: CreateView['security'];
};

/** The rest of CREATE VIEW, after VIEW. */
export function parseCreateView(p: Parser, head: ObjectHead, orReplace: boolean): CreateView {
  const ifNotExists = acceptIfNotExists(p);
  return { kind: 'CreateView', orReplace, ifNotExists, ...parseView(p, head) };
}

/** The rest of ALTER VIEW, after VIEW. */
export function parseAlterView(p: Parser, head: ObjectHead): AlterView {
  return { kind: 'AlterView', ...parseView(p, head) };
}

/** Takes JSON [RELATIONAL] DUALITY VIEW when that is next. */
export function acceptDualityView(p: Parser): boolean {
  if (p.word !== K.JSON || p.options.flavor === 'mariadb') return false;
  p.next();
  p.acceptWord(K.RELATIONAL);
  p.expectWord(K.DUALITY);
  p.expectWord(K.VIEW);
  return true;
}

/** The rest of CREATE or ALTER JSON DUALITY VIEW, after VIEW. */
export function parseDualityView(p: Parser, head: ObjectHead, action: JsonDualityView['action'], orReplace = false) {
  const ifNotExists = action === 'create' && !orReplace && acceptIfNotExists(p);
  return { kind: 'JsonDualityView', action, orReplace, ifNotExists, ...parseView(p, head) } satisfies JsonDualityView;
}

function parseView(p: Parser, head: ObjectHead): Omit<AlterView, 'kind'> {
  const view = parseTableName(p);
  const columns = p.kind === T.LParen ? parseNameList(p) : [];
  p.expectWord(K.AS);
  const select = parseInnerQuery(p);
  return { ...head, view, columns, select, check: parseCheckOption(p) };
}

/** WITH [CASCADED | LOCAL] CHECK OPTION, or nothing. */
function parseCheckOption(p: Parser): CreateView['check'] {
  if (!p.acceptWord(K.WITH)) return '';
  const check = p.word === K.CASCADED || p.word === K.LOCAL ? p.takeName() : 'cascaded';
  p.expectWord(K.CHECK);
  p.expectWord(K.OPTION);
  return check;
}

/** The rest of DROP VIEW, after VIEW. */
export function parseDropView(p: Parser, comments: readonly string[]): DropView {
  const ifExists = acceptIfExists(p);
  const views = parseTableNames(p);
  p.acceptOneOf('RESTRICT', 'CASCADE');
  return { kind: 'DropView', comments, ifExists, views };
}
