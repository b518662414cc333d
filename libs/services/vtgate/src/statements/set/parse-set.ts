import { type ScanMode, scan, type Token } from '../../text/scan.ts';
import { syntaxError } from '../transaction.ts';

export type SetScope = 'user' | 'session' | 'global' | 'persist' | 'vitess_metadata' | 'next';

/** One assignment of a SET; `value` is the expression's text. */
export type Assignment =
  | { readonly kind: 'variable'; readonly scope: SetScope; readonly name: string; readonly value: string }
  | {
      readonly kind: 'names';
      /** SET NAMES; else SET CHARACTER SET. */
      readonly whole: boolean;
      readonly charset: string;
      readonly collation: string | undefined;
    }
  | { readonly kind: 'transaction'; readonly scope: 'session' | 'global' | 'next'; readonly characteristics: string }
  | { readonly kind: 'refused'; readonly what: string };

const scopes: Readonly<Record<string, SetScope>> = {
  GLOBAL: 'global',
  LOCAL: 'session',
  PERSIST: 'persist',
  PERSIST_ONLY: 'persist',
  SESSION: 'session',
  VITESS_METADATA: 'vitess_metadata',
};

/** `SET @@name` without a scope speaks of the next transaction only. */
const OF_NEXT_TRANSACTION = new Set(['transaction_isolation', 'transaction_read_only', 'tx_isolation', 'tx_read_only']);

/** The assignments of a SET statement. @throws a syntax error in MySQL's words. */
export function parseSet(sql: string, mode: ScanMode): Assignment[] {
  const [, ...tokens] = [...scan(sql, mode)];
  // After the end of an executable comment it is no text's last character.
  if (tokens.at(-1)?.kind === 'symbol' && tokens.at(-1)?.text === ';') tokens.pop();
  const [first, second] = tokens;
  if (!first) throw syntaxError('');
  if (first.text === 'PASSWORD' || first.text === 'ROLE' || first.text === 'DEFAULT' || first.text === 'RESOURCE') {
    return [{ kind: 'refused', what: `SET ${first.text}` }];
  }
  if (first.text === 'TRANSACTION') return [transaction(sql, 'next', tokens.slice(1))];
  if (second?.text === 'TRANSACTION' && scopes[first.text]) {
    return [transaction(sql, scopes[first.text] === 'global' ? 'global' : 'session', tokens.slice(2))];
  }
  // A client that may not send several statements at once has an error where the second begins; one in the first comes before it.
  const end = tokens.findIndex(({ kind, text }) => kind === 'symbol' && text === ';');
  const assignments = splitByComma(end < 0 ? tokens : tokens.slice(0, end)).map((part) => parseAssignment(sql, part));
  if (end >= 0) throw syntaxError(sql.slice(tokens[end + 1]?.start));
  return assignments;
}

const LEVEL = 'ISOLATION LEVEL (?:READ UNCOMMITTED|READ COMMITTED|REPEATABLE READ|SERIALIZABLE)';
const ACCESS = 'READ (?:ONLY|WRITE)';
/** One of each at most, in any order. */
const CHARACTERISTICS = new RegExp(
  `^(?:(${LEVEL}(?! , ISOLATION)|${ACCESS}(?! , READ))(?: , (?:${LEVEL}|${ACCESS}))?)$`,
);
const FIRST = new RegExp(`^(?:${LEVEL}|${ACCESS})(?: |$)`);

function transaction(sql: string, scope: 'session' | 'global' | 'next', tokens: readonly Token[]): Assignment {
  const text = tokens.map((token) => token.text).join(' ');
  if (!CHARACTERISTICS.test(text)) {
    const known = FIRST.exec(text)?.[0].trim().split(' ').length ?? 0;
    throw syntaxError(sql.slice(tokens[known]?.start ?? sql.length));
  }
  return { kind: 'transaction', scope, characteristics: tokens.map((token) => token.text).join(' ') };
}

function parseAssignment(sql: string, tokens: readonly Token[]): Assignment {
  const [first, second] = tokens;
  if (!first) throw syntaxError(sql);
  if (first.text === 'NAMES' && first.kind === 'word') return parseNames(tokens.slice(1), true);
  if (first.text === 'CHARSET' && second?.text !== '=') return parseNames(tokens.slice(1), false);
  if (first.text === 'CHARACTER' && second?.text === 'SET') return parseNames(tokens.slice(2), false);
  const equals = tokens.findIndex((token) => token.kind === 'symbol' && (token.text === '=' || token.text === ':='));
  const last = tokens.at(-1);
  const start = tokens[equals + 1]?.start;
  if (equals < 1 || start === undefined || !last) throw syntaxError(sql.slice(first.start));
  return { kind: 'variable', ...parseName(sql, tokens.slice(0, equals)), value: sql.slice(start, last.end) };
}

function parseName(sql: string, tokens: readonly Token[]): { scope: SetScope; name: string } {
  const [first, second] = tokens;
  if (!first) throw syntaxError(sql);
  if (first.kind === 'userVariable') return { scope: 'user', name: first.text.toLowerCase() };
  if (first.kind === 'systemVariable') {
    const [scope = '', ...name] = first.text.split('.');
    const known = scopes[scope.toUpperCase()];
    if (known && name.length > 0) return { scope: known, name: name.join('.').toLowerCase() };
    const lower = first.text.toLowerCase();
    return { scope: OF_NEXT_TRANSACTION.has(lower) ? 'next' : 'session', name: lower };
  }
  const scope = second ? scopes[first.text] : undefined;
  const name = (scope ? tokens.slice(1) : tokens).map((token) => token.text).join('');
  return { scope: scope ?? 'session', name: name.toLowerCase() };
}

function parseNames(tokens: readonly Token[], whole: boolean): Assignment {
  const [charset, collate, collation] = tokens;
  if (!charset) throw syntaxError('');
  const word = (token: Token) => unquote(token.text).toLowerCase();
  return {
    kind: 'names',
    whole,
    charset: word(charset),
    collation: collate?.text === 'COLLATE' && collation ? word(collation) : undefined,
  };
}

function splitByComma(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === '(') depth++;
    if (token.kind === 'symbol' && token.text === ')') depth--;
    if (depth === 0 && token.kind === 'symbol' && token.text === ',') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

export function unquote(text: string): string {
  const quoted = /^(['"])([^]*)\1$/.exec(text);
  return quoted ? (quoted[2] ?? '') : text;
}
