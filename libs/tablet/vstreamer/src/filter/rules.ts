import type { Message } from '@vt/proto';
import { isValidKeyRange } from '@vt/vschema';
import { badRequest } from '../errors.ts';
import { backticked } from '../schema/quote.ts';

export type Filter = Message<'binlogdata.Filter'>;
export type Rule = Message<'binlogdata.Rule'>;

const EXCLUDE = 'exclude';
/** Tables of schema changes and of the table garbage collection: `_vt_hld_<32 hex digits>_<time>_`, and older forms. */
const INTERNAL_TABLE =
  /^_vt_[a-z]{3}_[0-9a-f]{32}_\d{14}_$|^_[0-9a-f]{8}_.*_(?:gho|ghc|del|vrepl|new|old)$|^_.*_(?:gho|ghc)$/;

/** Reads the rules once, so that a wrong pattern is refused before anything is streamed. */
export class RuleSet {
  readonly #rules: readonly { readonly matches: (table: string) => boolean; readonly rule: Rule }[];
  readonly #internal: ReadonlySet<string>;

  /** @param internal tables of the sidecar database that are streamed too, and internal ones of the own. */
  constructor(filter: Filter | null, internal: readonly string[]) {
    const rules = filter && filter.rules.length > 0 ? filter.rules : [everything];
    this.#rules = rules.map((rule) => ({ rule, matches: matcher(rule.match) }));
    this.#internal = new Set(internal);
  }

  /** The select that says what of a table is wanted; undefined: nothing. The first rule that matches decides. */
  queryOf(table: string): { readonly query: string; readonly rule: Rule } | undefined {
    const rule = this.#ruleOf(table);
    if (!rule || rule.filter === EXCLUDE) return undefined;
    return { query: selectOf(rule, table), rule };
  }

  wants(table: string): boolean {
    const rule = this.#ruleOf(table);
    return rule !== undefined && rule.filter !== EXCLUDE;
  }

  #ruleOf(table: string): Rule | undefined {
    if (isInternalTable(table) && !this.#internal.has(table) && !this.#rules.some(({ rule }) => rule.match === table))
      return undefined;
    return this.#rules.find(({ matches }) => matches(table))?.rule;
  }

  isInternalWanted(table: string): boolean {
    return this.#internal.has(table);
  }
}

const everything: Rule = {
  match: '/.*',
  filter: '',
  convert_enum_to_text: {},
  convert_charset: {},
  source_unique_key_columns: '',
  target_unique_key_columns: '',
  source_unique_key_target_columns: '',
  convert_int_to_enum: {},
  force_unique_key: '',
};

export function isInternalTable(table: string): boolean {
  return INTERNAL_TABLE.test(table);
}

function matcher(match: string): (table: string) => boolean {
  if (!match.startsWith('/')) return (table) => table === match;
  const pattern = match.replace(/^\/|\/$/g, '');
  try {
    const regexp = new RegExp(pattern);
    return (table) => regexp.test(table);
  } catch {
    throw badRequest(`'${match}' is not a regular expression`);
  }
}

function selectOf({ filter }: Rule, table: string): string {
  const all = `select * from ${backticked(table)}`;
  if (filter === '') return all;
  if (isValidKeyRange(filter)) return `${all} where in_keyrange('${filter}')`;
  return filter;
}
