import type { Keyword } from '../lexer/keywords.ts';
import { keywordNames } from '../lexer/keywords.ts';
import type { Parser } from '../parser/parser.ts';
import type { Expr } from './nodes.ts';
import * as agg from './parse-aggregate.ts';
import * as form from './parse-forms.ts';
import * as duality from './parse-json-duality.ts';
import * as time from './parse-temporal.ts';

/** Reads the form that starts with the word at the cursor; undefined (and nothing taken) when the word is a mere name. */
export type SpecialForm = (p: Parser) => Expr | undefined;

// Words that start an expression with a syntax of its own. One a line, sorted.
const table: { readonly [W in Keyword]?: SpecialForm } = {
  ADDDATE: time.dateFunction,
  ANY_VALUE: agg.aggregate,
  AVG: agg.aggregate,
  BINARY: form.binary,
  BIT_AND: agg.aggregate,
  BIT_OR: agg.aggregate,
  BIT_XOR: agg.aggregate,
  CASE: form.caseExpr,
  CAST: form.cast,
  CHAR: form.char,
  CONVERT: form.convert,
  COUNT: agg.count,
  CUME_DIST: agg.windowFunction,
  CURDATE: time.currentCall,
  CURRENT_DATE: time.current,
  CURRENT_TIME: time.current,
  CURRENT_TIMESTAMP: time.current,
  CURRENT_USER: form.currentUser,
  CURTIME: time.currentCall,
  DATE: time.dateLiteral,
  DATE_ADD: time.dateFunction,
  DATE_SUB: time.dateFunction,
  DEFAULT: form.defaultExpr,
  DENSE_RANK: agg.windowFunction,
  EXISTS: form.exists,
  EXTRACT: time.extract,
  FALSE: form.falseExpr,
  FIRST_VALUE: agg.windowFunction,
  GET_FORMAT: time.getFormat,
  GROUP_CONCAT: agg.groupConcat,
  IGNORE: form.ignoreValue,
  INTERVAL: time.interval,
  JSON_ARRAYAGG: agg.aggregate,
  JSON_DUALITY_OBJECT: duality.jsonDualityObject,
  JSON_OBJECTAGG: agg.aggregate,
  JSON_VALUE: form.jsonValue,
  LAG: agg.windowFunction,
  LAST_VALUE: agg.windowFunction,
  LEAD: agg.windowFunction,
  LOCALTIME: time.current,
  LOCALTIMESTAMP: time.current,
  MATCH: form.match,
  MAX: agg.aggregate,
  MID: form.substring,
  MIN: agg.aggregate,
  NEXT: form.sequenceValue,
  NOW: time.currentCall,
  NTH_VALUE: agg.windowFunction,
  NTILE: agg.windowFunction,
  NULL: form.nullExpr,
  PERCENT_RANK: agg.windowFunction,
  POSITION: form.position,
  PREVIOUS: form.sequenceValue,
  RANK: agg.windowFunction,
  ROW: form.row,
  ROW_NUMBER: agg.windowFunction,
  STD: agg.aggregate,
  STDDEV: agg.aggregate,
  STDDEV_POP: agg.aggregate,
  STDDEV_SAMP: agg.aggregate,
  SUBDATE: time.dateFunction,
  SUBSTR: form.substring,
  SUBSTRING: form.substring,
  SUM: agg.aggregate,
  SYSDATE: time.currentCall,
  TIME: time.timeLiteral,
  TIMESTAMP: time.timestampLiteral,
  TIMESTAMPADD: time.timestampFunction,
  TIMESTAMPDIFF: time.timestampFunction,
  TRIM: form.trim,
  TRUE: form.trueExpr,
  UTC_DATE: time.current,
  UTC_TIME: time.current,
  UTC_TIMESTAMP: time.current,
  VALUES: form.valuesFunction,
  VARIANCE: agg.aggregate,
  VAR_POP: agg.aggregate,
  VAR_SAMP: agg.aggregate,
  WEIGHT_STRING: form.weightString,
};

/** The table by keyword id. */
export const specialForms: readonly (SpecialForm | undefined)[] = keywordNames.map((w) =>
  w === '' ? undefined : table[w as Keyword],
);
