import { VtError } from '@vt/base';
import { type BindCondition, type QueryRule, type RuleAction, wholeMatch } from './rule.ts';

type Json = Readonly<Record<string, unknown>>;

const fields = new Set([
  'Name',
  'Description',
  'RequestIP',
  'User',
  'Query',
  'LeadingComment',
  'TrailingComment',
  'Plans',
  'TableNames',
  'BindVarConds',
  'Action',
]);
const actions: ReadonlySet<string> = new Set(['FAIL', 'FAIL_RETRY', 'BUFFER']);
const operators = new Set(['', '==', '!=', '<', '<=', '>', '>=', 'MATCH', 'NOMATCH', 'IN', 'NOTIN']);

/** The rules of a file or record. @throws VtError INVALID_ARGUMENT with the part that is wrong. */
export function readRules(text: string): QueryRule[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(`query rules are no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(json)) throw invalid('query rules want a list');
  return json.map((item) => readRule(item as Json));
}

function readRule(json: Json): QueryRule {
  for (const key of Object.keys(json)) if (!fields.has(key)) throw invalid(`unrecognized tag ${key}`);
  const action = textOf(json, 'Action') ?? 'FAIL';
  if (!actions.has(action)) throw invalid(`invalid Action ${action}`);
  return {
    name: textOf(json, 'Name') ?? '',
    description: textOf(json, 'Description') ?? '',
    requestIp: patternOf(json, 'RequestIP'),
    user: patternOf(json, 'User'),
    query: patternOf(json, 'Query'),
    leadingComment: patternOf(json, 'LeadingComment'),
    trailingComment: patternOf(json, 'TrailingComment'),
    plans: textsOf(json, 'Plans').map(planName),
    tableNames: textsOf(json, 'TableNames'),
    bindConditions: listOf(json, 'BindVarConds').map((item) => readCondition(item as Json)),
    action: action as RuleAction,
  };
}

/** Plans are named as in `Select`; older files shout them. */
function planName(text: string): string {
  return text
    .split('_')
    .map((part) => (/^[A-Z]+$/.test(part) && part !== 'DDL' ? part.charAt(0) + part.slice(1).toLowerCase() : part))
    .join('');
}

function readCondition(json: Json): BindCondition {
  const name = textOf(json, 'Name');
  if (name === undefined) throw invalid('Name missing in BindVarConds');
  const operator = textOf(json, 'Operator') ?? '';
  if (!operators.has(operator)) throw invalid(`invalid Operator ${operator}`);
  return {
    name,
    onAbsent: json['OnAbsent'] === true,
    onMismatch: json['OnMismatch'] === true,
    operator: operator as BindCondition['operator'],
    value: conditionValue(operator, json['Value']),
  };
}

function conditionValue(operator: string, value: unknown): BindCondition['value'] {
  if (operator === '') return undefined;
  if (operator === 'MATCH' || operator === 'NOMATCH') return wholeMatch(String(value));
  if (operator === 'IN' || operator === 'NOTIN') {
    if (!Array.isArray(value)) throw invalid(`Value of ${operator} must be a list`);
    return value.map(scalar);
  }
  return scalar(value);
}

function scalar(value: unknown): bigint | string {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string') return value;
  throw invalid(`Value must be an integer or a string, not ${JSON.stringify(value)}`);
}

function textOf(json: Json, key: string): string | undefined {
  const value = json[key];
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalid(`want string for ${key}`);
  return value;
}

function patternOf(json: Json, key: string): RegExp | undefined {
  const text = textOf(json, key);
  return text === undefined || text === '' ? undefined : wholeMatch(text);
}

function listOf(json: Json, key: string): readonly unknown[] {
  const value = json[key];
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalid(`want list for ${key}`);
  return value;
}

function textsOf(json: Json, key: string): string[] {
  return listOf(json, key).map((item) => {
    if (typeof item !== 'string') throw invalid(`want string for ${key}`);
    return item;
  });
}

function invalid(message: string): VtError {
  return new VtError({ code: 'INVALID_ARGUMENT', message });
}
