import type { Expr } from '../expr/nodes.ts';
import { Level } from '../expr/operators.ts';
import { parsePrefix } from '../expr/parse-primary.ts';
import { K } from '../lexer/keywords.ts';
import { T } from '../lexer/token.ts';
import type { Parser } from '../parser/parser.ts';
import type { DiagnosticsItem, GetDiagnostics, HandlerCondition, SignalItem, SignalStatement } from './nodes.ts';
import { parseTarget } from './parse-cursor.ts';
import { parseCondition } from './parse-declare.ts';

/** SIGNAL condition [SET …]; RESIGNAL, whose condition may be left out. */
export function parseSignal(p: Parser): SignalStatement {
  const action = p.expectOneOf('SIGNAL', 'RESIGNAL');
  let condition: HandlerCondition | null = null;
  if (action === 'signal' || p.word === K.SQLSTATE || (p.isName() && !p.atEnd())) {
    condition = parseCondition(p);
    if (condition.type !== 'sqlstate' && condition.type !== 'name') p.fail();
  }
  return { kind: 'SignalStatement', action, condition, items: parseItems(p) };
}

/** What a condition is made of, and SIGNAL may set. */
const conditionItems = [
  'CLASS_ORIGIN',
  'SUBCLASS_ORIGIN',
  'CONSTRAINT_CATALOG',
  'CONSTRAINT_SCHEMA',
  'CONSTRAINT_NAME',
  'CATALOG_NAME',
  'SCHEMA_NAME',
  'TABLE_NAME',
  'COLUMN_NAME',
  'CURSOR_NAME',
  'MESSAGE_TEXT',
  'MYSQL_ERRNO',
] as const;

const rowNumber = ['ROW_NUMBER'] as const;

function parseItems(p: Parser): SignalItem[] {
  if (!p.acceptWord(K.SET)) return [];
  const items = [parseItem(p)];
  while (p.accept(T.Comma)) items.push(parseItem(p));
  return items;
}

function parseItem(p: Parser): SignalItem {
  const name = p.expectOneOf(...conditionItems);
  p.expect(T.Eq);
  return { kind: 'SignalItem', name, value: parseSimpleValue(p) };
}

/** A literal or a variable. */
function parseSimpleValue(p: Parser): Expr {
  const value = parsePrefix(p, Level.Unary);
  switch (value.kind) {
    case 'Argument':
    case 'BoolVal':
    case 'IntroducerExpr':
    case 'Literal':
    case 'NullVal':
    case 'Variable':
      return value;
    case 'ColName':
      return value;
    case 'UnaryExpr':
      return value.expr.kind === 'Literal' ? value : p.fail();
    default:
      return p.fail();
  }
}

/** GET [CURRENT | STACKED] DIAGNOSTICS [CONDITION n] target = item, … */
export function parseGetDiagnostics(p: Parser): GetDiagnostics {
  p.next();
  const area = p.acceptOneOf('CURRENT', 'STACKED') ?? '';
  p.expectWord(K.DIAGNOSTICS);
  const condition = p.acceptWord(K.CONDITION) ? parseSimpleValue(p) : null;
  const items = [parseAssignment(p, condition !== null)];
  while (p.accept(T.Comma)) items.push(parseAssignment(p, condition !== null));
  return { kind: 'GetDiagnostics', area, condition, items };
}

function parseAssignment(p: Parser, ofCondition: boolean): DiagnosticsItem {
  const target = parseTarget(p);
  p.expect(T.Eq);
  const name = ofCondition
    ? p.expectOneOf(...conditionItems, 'RETURNED_SQLSTATE', ...(p.options.flavor === 'mariadb' ? rowNumber : []))
    : p.expectOneOf('NUMBER', 'ROW_COUNT');
  return { kind: 'DiagnosticsItem', target, name };
}
