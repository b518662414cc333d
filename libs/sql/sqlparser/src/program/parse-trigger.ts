import type { Statement } from '../ast/node.ts';
import { acceptIfNotExists } from '../ddl/parse-words.ts';
import { parseExpr } from '../expr/parse.ts';
import { expectIntervalUnit } from '../expr/parse-interval.ts';
import { K } from '../lexer/keywords.ts';
import type { Parser } from '../parser/parser.ts';
import { parseTableName } from '../table/parse-name.ts';
import type { AlterEvent, CreateEvent, CreateTrigger, EventSchedule } from './nodes.ts';
import type { StoredHead } from './parse-routine.ts';
import { parseBody } from './parse-routine.ts';

/** The rest of CREATE TRIGGER, after TRIGGER. */
export function parseCreateTrigger(p: Parser, head: StoredHead): CreateTrigger {
  const ifNotExists = acceptIfNotExists(p);
  const name = parseTableName(p);
  const time = p.expectOneOf('BEFORE', 'AFTER');
  const event = p.expectOneOf('INSERT', 'UPDATE', 'DELETE');
  p.expectWord(K.ON);
  const table = parseTableName(p);
  p.expectWord(K.FOR);
  p.expectWord(K.EACH);
  p.expectWord(K.ROW);
  const order = p.acceptOneOf('FOLLOWS', 'PRECEDES') ?? '';
  const other = order === '' ? '' : p.name();
  return { kind: 'CreateTrigger', ...head, ifNotExists, name, time, event, table, order, other, body: parseBody(p) };
}

/** The rest of CREATE EVENT, after EVENT. */
export function parseCreateEvent(p: Parser, head: StoredHead): CreateEvent {
  const ifNotExists = acceptIfNotExists(p);
  const name = parseTableName(p);
  p.expectWord(K.ON);
  p.expectWord(K.SCHEDULE);
  const schedule = parseSchedule(p);
  const completion = p.acceptWord(K.ON) ? parseCompletion(p) : '';
  const details = parseDetails(p);
  p.expectWord(K.DO);
  const body = parseBody(p);
  return { kind: 'CreateEvent', ...head, ifNotExists, name, schedule, completion, ...details, body };
}

/** The rest of ALTER EVENT, after EVENT. */
export function parseAlterEvent(p: Parser, definer: AlterEvent['definer']): AlterEvent {
  const name = parseTableName(p);
  let schedule: EventSchedule | null = null;
  let completion: AlterEvent['completion'] = '';
  while (p.acceptWord(K.ON)) {
    if (schedule === null && completion === '' && p.acceptWord(K.SCHEDULE)) schedule = parseSchedule(p);
    else completion = completion === '' ? parseCompletion(p) : p.fail();
  }
  const renameTo = p.acceptWords(K.RENAME, K.TO) ? parseTableName(p) : null;
  const details = parseDetails(p);
  const body: Statement | null = p.acceptWord(K.DO) ? parseBody(p) : null;
  const changed = schedule ?? renameTo ?? details.comment ?? body;
  if (changed === null && completion === '' && details.status === '') p.fail();
  return { kind: 'AlterEvent', definer, name, schedule, completion, renameTo, ...details, body };
}

/** AT time, or EVERY interval [STARTS …] [ENDS …] */
function parseSchedule(p: Parser): EventSchedule {
  const schedule = { kind: 'EventSchedule', unit: '', starts: null, ends: null } as const;
  if (p.acceptWord(K.AT)) return { ...schedule, expr: parseExpr(p) };
  p.expectWord(K.EVERY);
  const expr = parseExpr(p);
  const unit = expectIntervalUnit(p);
  const starts = p.acceptWord(K.STARTS) ? parseExpr(p) : null;
  const ends = p.acceptWord(K.ENDS) ? parseExpr(p) : null;
  return { ...schedule, expr, unit, starts, ends };
}

/** COMPLETION [NOT] PRESERVE, after ON. */
function parseCompletion(p: Parser): 'not preserve' | 'preserve' {
  p.expectWord(K.COMPLETION);
  const not = p.acceptWord(K.NOT);
  p.expectWord(K.PRESERVE);
  return not ? 'not preserve' : 'preserve';
}

function parseDetails(p: Parser): Pick<CreateEvent, 'comment' | 'status'> {
  const status = parseStatus(p);
  return { status, comment: p.acceptWord(K.COMMENT) ? p.string() : null };
}

function parseStatus(p: Parser): CreateEvent['status'] {
  const word = p.acceptOneOf('ENABLE', 'DISABLE') ?? '';
  if (word !== 'disable' || !p.acceptWord(K.ON)) return word;
  return `disable on ${p.expectOneOf('SLAVE', 'REPLICA')}`;
}
