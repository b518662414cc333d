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

type ViewType = { readonly materialized?: true; readonly duality?: true };

/** The rest of CREATE … VIEW, after VIEW. */
export function parseCreateView(
  p: Parser,
  head: ObjectHead,
  orReplace: boolean,
  { duality, ...type }: ViewType,
): CreateView | JsonDualityView {
  // MariaDB reads both, and complains of it later.
  const either = p.options.flavor === 'mariadb' || !orReplace;
  const ifNotExists = either && acceptIfNotExists(p);
  const view = { orReplace, ifNotExists, ...type, ...parseView(p, head) };
  return duality ? { kind: 'JsonDualityView', action: 'create', ...view } : { kind: 'CreateView', ...view };
}

/** The rest of ALTER … VIEW, after VIEW. */
export function parseAlterView(p: Parser, head: ObjectHead, { duality, ...type }: ViewType) {
  const view = { ...type, ...parseView(p, head) };
  if (!duality) return { kind: 'AlterView', ...view } satisfies AlterView;
  return {
    kind: 'JsonDualityView',
    action: 'alter',
    orReplace: false,
    ifNotExists: false,
    ...view,
  } satisfies JsonDualityView;
}

/** VIEW, MATERIALIZED VIEW, JSON DUALITY VIEW … as MySQL 9 has them; undefined, and nothing taken, when none is next. */
export function acceptViewType(p: Parser, head: ObjectHead): ViewType | undefined {
  if (p.acceptWord(K.VIEW)) return {};
  if (p.options.flavor === 'mariadb') return undefined;
  const materialized = p.word === K.MATERIALIZED;
  if (!materialized && p.word !== K.JSON) return undefined;
  if (materialized && (head.definer !== null || head.security !== '')) p.fail();
  if (materialized) p.next();
  const duality = p.acceptWord(K.JSON);
  if (duality) {
    p.acceptWord(K.RELATIONAL);
    p.expectWord(K.DUALITY);
  }
  p.expectWord(K.VIEW);
  return { ...(materialized ? { materialized } : {}), ...(duality ? { duality } : {}) };
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
