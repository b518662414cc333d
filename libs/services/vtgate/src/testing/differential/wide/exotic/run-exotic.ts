import { typeName } from '@vt/sqltypes';
import { Differential, type Server } from '../../harness.ts';
import { reduce } from '../../smith/reduce.ts';
import { kindOfRest } from '../../whole.ts';
import { Dice } from '../dice.ts';
import { ddlOf, fillOf, lookupTable, tableDefs, wideKeyspaces } from '../schema.ts';
import { Exotic } from './exotic.ts';
import { DRIVERS, withParameters } from './parameters.ts';

export type ExoticOptions = {
  readonly seed: number;
  readonly statements: number;
  readonly shards: 2 | 4;
  readonly reduceTries: number;
  /** Each statement again as a prepared one, with some literals for parameters. */
  readonly prepared: boolean;
  /** Statements are compared by all that a client can see of them. */
  readonly whole?: boolean;
  readonly flavor?: 'mysql' | 'mariadb';
  /** `whole`: what the shortest statement with the difference was made from. */
  readonly onDifference?: (sql: string, why: string, whole?: string) => void;
};

export type ExoticRun = {
  readonly same: number;
  readonly errors: ReadonlyMap<string, number>;
  readonly refused: ReadonlyMap<string, string>;
  readonly different: readonly { readonly sql: string; readonly why: string }[];
};

/** Reads of seldom functions and clauses on a plain mysqld and over shards. */
export async function runExotic(mysqld: Server, options: ExoticOptions): Promise<ExoticRun> {
  const both = await Differential.start(
    mysqld,
    wideKeyspaces(options.shards),
    { scratchReads: true, ...(options.flavor === 'mariadb' && { serverVersion: '10.11.11-MariaDB-Vitess' }) },
    'plain_exotic',
  );
  both.exact = true;
  const dice = new Dice(options.seed);
  const errors = new Map<string, number>();
  const refused = new Map<string, string>();
  const different: { sql: string; why: string }[] = [];
  let same = 0;
  try {
    for (const def of tableDefs) await both.define(def.keyspace, ddlOf(def));
    await both.define('wl', lookupTable);
    for (const def of tableDefs) await both.everywhere(fillOf(def, dice));
    const exotic = new Exotic(dice);
    await both.select('wk');
    both.whole = options.whole ?? false;
    await both.compare(exotic.variables());
    const note = (sql: string, why: string, whole?: string) => {
      different.push({ sql, why });
      options.onDifference?.(sql, why, whole);
    };
    for (let i = 0; i < options.statements; i++) {
      if (i % 20 === 0) await both.compare(exotic.variables());
      const sql = exotic.read();
      const verdict = await both.compareRead(sql);
      if (verdict.kind === 'refused') refused.set(verdict.reason.replace(/\d+/g, '…'), sql);
      else if (verdict.kind === 'different') {
        if (ERRORS_OF_ROWS.test(verdict.why) || (options.flavor === 'mariadb' && UNKNOWN_SQL.test(verdict.why)))
          continue;
        const shortest =
          options.reduceTries === 0
            ? sql
            : await reduce(
                sql,
                async (shorter) => {
                  const again = await both.compareRead(shorter);
                  return again.kind === 'different' && label(again.why) === label(verdict.why);
                },
                options.reduceTries,
              );
        const last = await both.compareRead(shortest);
        note(shortest, last.kind === 'different' ? last.why : verdict.why, sql);
      } else {
        same++;
        const key = String(verdict.errno ?? 0);
        errors.set(key, (errors.get(key) ?? 0) + 1);
        if (!options.prepared || verdict.errno !== undefined) continue;
        const { sql: template, params } = withParameters(sql, dice, dice.pick(DRIVERS));
        if (params.length === 0 || /\bglob\b|@/.test(sql)) continue;
        const bound = await both.comparePrepared(template, params);
        if (bound.kind === 'same') same++;
        else if (bound.kind === 'different')
          note(
            `${template} -- ${params.map(({ type, value }) => `${typeName(type)} ${Buffer.from(value)}`).join(', ')}`,
            bound.why,
          );
      }
    }
  } finally {
    both.close();
  }
  return { same, errors, refused, different };
}

const label = (why: string): string =>
  kindOfRest(why) ??
  why
    .replace(/^column .*? (is|has|is called) /, '$1 ')
    .replace(/row \d+:.*/s, 'row')
    .replace(/'[^']*'/g, '…')
    .slice(0, 60)
    .replace(/^\d+ rows.*/s, 'rows');

/** Statements are written for MySQL: what MariaDB has no word for, the gate may answer. */
const UNKNOWN_SQL = /instead of (error )?1064 /;

/** Of two values that are wrong, either may be met first. */
const ERRORS_OF_ROWS =
  /^error (1292|1411|1525|3141|3143|3149|3156|3158) .* instead of (1292|1411|1525|3141|3143|3149|3156|3158) /s;
