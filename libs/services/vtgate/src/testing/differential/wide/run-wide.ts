import { isMariadbVersion } from '@vt/mysql';
import { Type, typeName } from '@vt/sqltypes';
import { toHex, vindexRegistry } from '@vt/vschema';
import type { ExecutorOptions } from '../../../executor/deps.ts';
import type { Verdict } from '../compare.ts';
import { Differential, type Server } from '../harness.ts';
import { Corners } from './corners.ts';
import { Dice } from './dice.ts';
import { DRIVERS, withParameters } from './exotic/parameters.ts';
import { Reads } from './reads.ts';
import { ddlOf, fillOf, lookupTable, tableDefs, tableOf, wideKeyspaces } from './schema.ts';
import { sequenceOf } from './sequences.ts';
import { SeveralTables } from './several-tables.ts';
import { SharedNames } from './shared-names.ts';
import { vary } from './vary.ts';
import { type Write, Writes } from './writes.ts';

export type WideOptions = {
  readonly seed: number;
  readonly statements: number;
  readonly shards: 2 | 4;
  /** Of the statements, how many are writes: 0 to 1. */
  readonly writes: number;
  /** Each statement again with other literals. */
  readonly varies?: boolean;
  /** Reads again, and half of the writes, as prepared statements, with some literals for parameters. */
  readonly prepared?: boolean;
  /** Statements are compared by all that a client can see of them. */
  readonly whole?: boolean;
  readonly options?: Partial<ExecutorOptions>;
  /** Told of each difference as it is found. */
  readonly onDifference?: (sql: string, why: string) => void;
};

export type WideRun = {
  readonly same: number;
  readonly errors: number;
  readonly refused: ReadonlyMap<string, { count: number; readonly sql: string }>;
  readonly different: readonly { readonly sql: string; readonly why: string }[];
};

/** Writes after which the tables are filled anew, so that they neither empty nor fill up. */
const WRITES_BETWEEN_FILLS = 30;

/** Reads and writes over columns of every type, on a plain mysqld and over shards. */
export async function runWide(mysqld: Server, wide: WideOptions): Promise<WideRun> {
  const both = await Differential.start(
    mysqld,
    wideKeyspaces(wide.shards),
    { scratchReads: true, ...wide.options },
    'plain_wide',
  );
  try {
    await defineTables(both);
    both.exact = wide.writes === 0;
    await both.select('wk');
    both.whole = wide.whole ?? false;
    return await new WideRunner(both, wide).run();
  } finally {
    both.close();
  }
}

async function defineTables(both: Differential): Promise<void> {
  for (const def of tableDefs) await both.define(def.keyspace, ddlOf(def));
  await both.define('wl', lookupTable);
}

const hash = vindexRegistry().create('hash', 'hash', {});

function keyspaceId(id: string): string {
  const to = hash.kind === 'single' ? hash.map({ type: Type.INT64, value: Buffer.from(id) }) : undefined;
  return to?.kind === 'KeyspaceId' ? toHex(to.keyspaceId) : 'none';
}

/**
 * MariaDB takes (a, b) <> (1, 2) for false where a or b is NULL, and so makes an inner join of the outer one that they come from; a <> 1 or b <> 2 there
 * finds the rows of which the other one differs.
 */
const withoutUnequalRows = (sql: string): string => sql.replaceAll(') <> (', ') = (');

class WideRunner {
  readonly #both: Differential;
  readonly #wide: WideOptions;
  readonly #dice: Dice;
  /** Apart, so that the statements of a seed are the same with and without. */
  readonly #variation: Dice;
  readonly #refused = new Map<string, { count: number; readonly sql: string }>();
  readonly #different: { readonly sql: string; readonly why: string }[] = [];
  #same = 0;
  #errors = 0;
  #writes = 0;

  constructor(both: Differential, wide: WideOptions) {
    this.#both = both;
    this.#wide = wide;
    this.#dice = new Dice(wide.seed);
    this.#variation = new Dice(wide.seed + 1);
  }

  get #isMariadb(): boolean {
    return isMariadbVersion(this.#wide.options?.serverVersion ?? '');
  }

  async run(): Promise<WideRun> {
    await this.#fill();
    const reads = new Reads(this.#dice);
    const corners = new Corners(this.#dice);
    const shared = new SharedNames(this.#dice);
    const writes = new Writes(this.#dice);
    const several = new SeveralTables(this.#dice);
    for (let i = 0; i < this.#wide.statements; i++) {
      if (this.#dice.chance(this.#wide.writes)) {
        if (this.#dice.chance(0.25)) await this.#sequence();
        else await this.#write(this.#dice.chance(0.3) ? several : writes);
      } else if (this.#dice.chance(0.1)) await this.#read(shared.read());
      else await this.#read(this.#dice.chance(0.4) ? corners.read() : reads.query());
    }
    return { same: this.#same, errors: this.#errors, refused: this.#refused, different: this.#different };
  }

  async #fill(): Promise<void> {
    for (const def of tableDefs) {
      await this.#both.everywhere(`delete from ${def.name}`);
      await this.#both.everywhere(fillOf(def, this.#dice));
    }
  }

  /** Once more with other literals, and as it was: for these the gate has a plan already. */
  async #read(sql: string): Promise<void> {
    if ((await this.#compare(sql)) && this.#wide.prepared) await this.#comparePrepared(sql);
    if (!this.#wide.varies) return;
    const showsAnyRow = this.#isMariadb && /group by/i.test(sql);
    const varied = vary(sql, this.#variation, showsAnyRow);
    if (varied === sql) return;
    await this.#compare(varied);
    await this.#compare(sql);
  }

  async #write(writes: { write(): Write }): Promise<void> {
    if (this.#writes++ % WRITES_BETWEEN_FILLS === WRITES_BETWEEN_FILLS - 1) await this.#fill();
    const { sql, tables } = writes.write();
    // MariaDB's grammar has none before a write; the gate's has.
    if (sql.startsWith('with ') && this.#isMariadb) return;
    const asPrepared = this.#wide.prepared && !/\bglob\b|@/.test(sql) && this.#variation.chance(0.5);
    await this.#checkTables(sql, tables, await (asPrepared ? this.#comparePrepared(sql) : this.#compare(sql)));
  }

  async #sequence(): Promise<void> {
    const { steps, tables } = sequenceOf(this.#dice);
    let fine = true;
    this.#both.whole = false;
    for (const sql of steps) fine = (await this.#compare(sql)) && fine;
    this.#both.whole = this.#wide.whole ?? false;
    await this.#both.everywhere('rollback');
    await this.#checkTables(steps.join('; '), tables, fine);
    if (tables.length > 0) await this.#fill();
  }

  /** `fine`: what is different now was not told of yet. */
  async #checkTables(sql: string, tables: readonly string[], fine: boolean): Promise<void> {
    for (const name of tables) {
      const { key } = tableOf(name);
      const rows = await this.#both.compare(`select * from ${name} order by ${key.join(', ')}`);
      if (rows.kind !== 'different') continue;
      if (fine) this.#note(sql, `afterwards in ${name}: ${rows.why}`);
      await this.#fill();
      return;
    }
    if (tables.includes('line')) await this.#checkLookup(sql);
  }

  /** That the lookup table says of each row where it is. */
  async #checkLookup(sql: string): Promise<void> {
    const rows = await this.#both.rows('select code, id from line order by code');
    const wanted = rows.map(([code, id]) => `${code} ${keyspaceId(id ?? '')}`).join();
    const kept = await this.#both.rows('select code, lower(hex(keyspace_id)) from code_idx order by code');
    const found = kept.map((row) => row.join(' ')).join();
    if (found !== wanted) this.#note(sql, `the lookup table has ${found} instead of ${wanted}`);
  }

  async #comparePrepared(sql: string): Promise<boolean> {
    if (/\bglob\b|@/.test(sql)) return true;
    const { sql: template, params } = withParameters(sql, this.#variation, this.#variation.pick(DRIVERS));
    const shown = `${template} -- ${params.map(({ type, value }) => `${typeName(type)} ${Buffer.from(value)}`).join(', ')}`;
    return this.#judge(shown, await this.#both.comparePrepared(template, params, true));
  }

  async #compare(generated: string): Promise<boolean> {
    const sql = this.#isMariadb ? withoutUnequalRows(generated) : generated;
    return this.#judge(sql, await this.#both.compare(sql, undefined, true));
  }

  #judge(sql: string, verdict: Verdict): boolean {
    // MariaDB has no LATERAL; the gate has.
    if (verdict.kind === 'different' && /\blateral\b/.test(sql) && /instead of error 1064 /.test(verdict.why))
      return true;
    // It makes a table of a part with a LIMIT, whose columns must not be called alike; the gate does not.
    if (verdict.kind === 'different' && this.#isMariadb && /^\d+ rows instead of error 1060 /.test(verdict.why))
      return true;
    if (verdict.kind === 'different') this.#note(sql, verdict.why);
    else if (verdict.kind === 'refused') {
      const reason = verdict.reason.replace(/'[^']*'/g, "'…'").replace(/\d+/g, '…');
      const known = this.#refused.get(reason);
      if (known) known.count++;
      else this.#refused.set(reason, { count: 1, sql });
    } else {
      this.#same++;
      if (verdict.errno !== undefined) this.#errors++;
    }
    return verdict.kind === 'same';
  }

  #note(sql: string, why: string): void {
    this.#different.push({ sql, why });
    this.#wide.onDifference?.(sql, why);
  }
}
