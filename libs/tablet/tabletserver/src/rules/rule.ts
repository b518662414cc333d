import { VtError } from '@vt/base';
import type { BindVariable } from '@vt/sqltypes';

export type RuleAction = 'FAIL' | 'FAIL_RETRY' | 'BUFFER';

/** What a bind variable must be like for the rule to apply. */
export type BindCondition = {
  readonly name: string;
  /** Whether it holds where there is no such variable. */
  readonly onAbsent: boolean;
  /** Whether it holds where the variable is of another kind than the value. */
  readonly onMismatch: boolean;
  readonly operator: '' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'MATCH' | 'NOMATCH' | 'IN' | 'NOTIN';
  readonly value: bigint | string | readonly (bigint | string)[] | RegExp | undefined;
};

/** A rule against statements: all of its conditions must hold. */
export type QueryRule = {
  readonly name: string;
  readonly description: string;
  readonly requestIp: RegExp | undefined;
  readonly user: RegExp | undefined;
  readonly query: RegExp | undefined;
  readonly leadingComment: RegExp | undefined;
  readonly trailingComment: RegExp | undefined;
  /** Empty: all. */
  readonly plans: readonly string[];
  readonly tableNames: readonly string[];
  readonly bindConditions: readonly BindCondition[];
  readonly action: RuleAction;
};

export type Subject = {
  readonly query: string;
  readonly leadingComment: string;
  readonly trailingComment: string;
  readonly plan: string;
  readonly tables: readonly string[];
  readonly user: string;
  readonly ip: string;
  readonly bind: (name: string) => BindVariable | undefined;
};

/** Flags in front of a pattern, as RE2 has them, of whose syntax the rules of Vitess are. */
const FLAGS = /^\(\?([is]+)\)/;

/** The whole text must match. */
export function wholeMatch(pattern: string): RegExp {
  const [written = '', flags = ''] = FLAGS.exec(pattern) ?? [];
  try {
    return new RegExp(`^(?:${pattern.slice(written.length)})$`, [...new Set(`s${flags}`)].join(''));
  } catch {
    throw new VtError({ code: 'INVALID_ARGUMENT', message: `could not set condition: bad pattern ${pattern}` });
  }
}

export function ruleApplies(rule: QueryRule, subject: Subject): boolean {
  const texts =
    passes(rule.requestIp, subject.ip) &&
    passes(rule.user, subject.user) &&
    passes(rule.leadingComment, subject.leadingComment) &&
    passes(rule.trailingComment, subject.trailingComment) &&
    passes(rule.query, subject.query);
  if (!texts || (rule.plans.length > 0 && !rule.plans.includes(subject.plan))) return false;
  if (rule.tableNames.length > 0 && !rule.tableNames.some((name) => subject.tables.includes(name))) return false;
  return rule.bindConditions.every((condition) => holds(condition, subject.bind(condition.name)));
}

function passes(pattern: RegExp | undefined, text: string): boolean {
  return pattern === undefined || pattern.test(text);
}

function holds({ onAbsent, onMismatch, operator, value }: BindCondition, bind: BindVariable | undefined): boolean {
  if (bind === undefined) return onAbsent;
  if (operator === '') return true;
  const text = Buffer.from(bind.value).toString();
  if (value instanceof RegExp) return value.test(text) === (operator === 'MATCH');
  if (Array.isArray(value)) {
    const isIn = value.some((item) => (typeof item === 'bigint' ? integerOf(text) === item : text === item));
    return isIn === (operator === 'IN');
  }
  const left = typeof value === 'bigint' ? integerOf(text) : text;
  if (left === undefined) return onMismatch;
  return compare(left, value as bigint | string, operator);
}

function integerOf(text: string): bigint | undefined {
  return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
}

function compare<T extends bigint | string>(a: T, b: T, operator: BindCondition['operator']): boolean {
  switch (operator) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}
