import type { Dice } from '../dice.ts';
import { type Kind, literal, tableOf } from '../schema.ts';
import { NESTED, NESTED_WORDS } from './nested.ts';
import { EXOTIC, EXOTIC_AGGREGATES } from './productions.ts';
import { PIECES, STATEMENTS, VARIABLES, WORDS } from './statements.ts';

type Place = {
  readonly sql: string;
  readonly tables: Readonly<Record<string, string>>;
  readonly keys: readonly string[];
};

/** What is read from: by alias. */
const PLACES: readonly Place[] = [
  { sql: 'acct a', tables: { a: 'acct' }, keys: ['a.id'] },
  { sql: 'acct a', tables: { a: 'acct' }, keys: ['a.id'] },
  { sql: 'ord a', tables: { a: 'ord' }, keys: ['a.acct_id', 'a.id'] },
  { sql: 'ord a', tables: { a: 'ord' }, keys: ['a.acct_id', 'a.id'] },
  { sql: 'line a', tables: { a: 'line' }, keys: ['a.id'] },
  { sql: 'tag a', tables: { a: 'tag' }, keys: ['a.k'] },
  { sql: 'glob a', tables: { a: 'glob' }, keys: ['a.id'] },
  { sql: 'acct a join ord b on b.acct_id = a.id', tables: { a: 'acct', b: 'ord' }, keys: ['a.id', 'b.id'] },
  { sql: 'acct a join ord b on b.n = a.n', tables: { a: 'acct', b: 'ord' }, keys: ['a.id', 'b.acct_id', 'b.id'] },
  { sql: 'acct a left join line b on b.acct_id = a.id', tables: { a: 'acct', b: 'line' }, keys: ['a.id', 'b.id'] },
  {
    sql: 'line a left join ord b on b.acct_id = a.acct_id and b.n > 2',
    tables: { a: 'line', b: 'ord' },
    keys: ['a.id', 'b.acct_id', 'b.id'],
  },
  { sql: 'glob a join acct b on b.id = a.n', tables: { a: 'glob', b: 'acct' }, keys: ['a.id', 'b.id'] },
  { sql: 'tag a right join acct b on a.acct_id = b.id', tables: { a: 'tag', b: 'acct' }, keys: ['a.k', 'b.id'] },
  { sql: 'ord a join dim b on b.id = a.n', tables: { a: 'ord', b: 'dim' }, keys: ['a.acct_id', 'a.id', 'b.id'] },
  { sql: 'dim a left join glob b using (id)', tables: { a: 'dim', b: 'glob' }, keys: ['a.id', 'b.id'] },
];

const KINDS: Readonly<Record<string, readonly Kind[]>> = {
  int: ['int'],
  uint: ['uint'],
  dec: ['dec'],
  dbl: ['dbl'],
  text: ['text', 'btext', 'ltext'],
  bin: ['bin'],
  date: ['date'],
  dtm: ['dtm'],
  time: ['time'],
  year: ['year'],
  enum: ['enum'],
  set: ['set'],
  bit: ['bit'],
  json: ['json'],
};
const GROUPS: readonly Kind[] = ['int', 'uint', 'dec', 'date', 'year', 'enum', 'dtm', 'time', 'set'];

/** Statements of functions and clauses that are seldom used, grown from a grammar. */
export class Exotic {
  readonly #dice: Dice;
  #place: Place = PLACES[0] as Place;
  /** Of texts those of one collation, mostly. */
  #text: Kind | string = 'text';
  #fixed: Record<string, string> = {};

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  read(): string {
    return this.#whole(this.#dice.pick(this.#dice.chance(0.5) ? STATEMENTS : NESTED));
  }

  variables(): string {
    return this.#whole(this.#dice.pick(VARIABLES));
  }

  /** A statement of one's own about rows of a table, of which columns are named by the alias `a`, or one of its own. */
  about(table: string, template: string, alias = 'a'): string {
    this.#choose();
    this.#place = { sql: `${table} ${alias}`, tables: { [alias]: table }, keys: [] };
    return this.#finished(template);
  }

  #whole(template: string): string {
    this.#choose();
    return this.#finished(template);
  }

  #finished(template: string): string {
    return this.#fill(template, 3).replace(/ +/g, ' ').replaceAll(' )', ')').replaceAll('( ', '(');
  }

  #choose(): void {
    const dice = this.#dice;
    this.#place = dice.pick(PLACES);
    this.#fixed = {};
    this.#text = dice.pick(['s', 's', 'g', 'b', 'l', 'c', 'tx', 'any']);
  }

  #fill(template: string, depth: number): string {
    return template.replace(
      /\{([a-z0-9]+)(\.?)([a-z0-9]*)\}/gi,
      (whole, name: string, dot: string, rest: string) => this.#hole(name, dot, rest, depth) ?? whole,
    );
  }

  #hole(name: string, dot: string, rest: string, depth: number): string | undefined {
    const dice = this.#dice;
    if (name === 'lit') return this.#literal(rest);
    if (name === 'col') return (this.#fixed[rest] ??= this.#column(GROUPS));
    if (dot !== '') return name === 'any' ? this.#column(Object.values(KINDS).flat()) : this.#column(KINDS[name] ?? []);
    const number = NUMBERS[name];
    if (number) return number(dice);
    const words = WORDS[name] ?? NESTED_WORDS[name];
    if (words) return dice.pick(words);
    switch (name) {
      case 'from':
        return this.#place.sql;
      case 'keys':
        return this.#place.keys.join(', ');
      case 'keys2':
        return this.#place.keys.map((key, i) => `${key} as key${i}`).join(', ');
      case 'agg':
        return this.#fill(dice.pick(EXOTIC_AGGREGATES), 1);
      case 'u2':
        return this.#branch();
    }
    const pieces = PIECES[name];
    if (pieces) return this.#fill(dice.pick(pieces), depth);
    const productions = EXOTIC[name];
    if (!productions) return undefined;
    if (depth <= 0) return this.#column(KINDS[name === 'bool' ? 'int' : name] ?? []);
    return this.#fill(dice.pick(productions), depth - 1);
  }

  /** A SELECT of two columns, for set operations. */
  #branch(): string {
    const before = [this.#place, this.#fixed] as const;
    this.#place = this.#dice.pick(PLACES);
    const kinds = (this.#fixed['kinds'] ??= this.#dice.pick([
      '{int} {int}',
      '{int} {dec}',
      '{dec.} {date}',
      '{date} {dtm}',
      '{bin} {int}',
      '{bool} {uint}',
      '{dv} {dv}',
      '{int.} {dv}',
      '{year.} {time}',
    ]));
    const [one = '', two = ''] = kinds.split(' ');
    const sql = this.#fill(
      `select ${one} as x0, ${two} as x1 from {from}${this.#dice.chance(0.6) ? ' where {bool}' : ''}`,
      2,
    );
    [this.#place, this.#fixed] = before;
    this.#fixed['kinds'] = kinds;
    return sql;
  }

  #column(kinds: readonly Kind[]): string {
    const all = Object.entries(this.#place.tables).flatMap(([alias, table]) =>
      tableOf(table).columns.map((one) => ({ ...one, sql: `${alias}.${one.name}` })),
    );
    const fit = all.filter(({ kind }) => kinds.includes(kind));
    if (fit.length === 0) return this.#literalOf(kinds[0] ?? 'int');
    const same = kinds.includes('text') && !kinds.includes('int') ? fit.filter(({ name }) => name === this.#text) : [];
    return this.#dice.pick(same.length > 0 ? same : fit).sql;
  }

  #literal(name: string): string {
    if (name === 'datetext') return literal('date', this.#dice);
    if (name === 'dtm') return `timestamp${literal('dtm', this.#dice)}`;
    return literal((KINDS[name] ?? ['int'])[0] as Kind, this.#dice);
  }

  #literalOf(kind: Kind): string {
    const made = literal(kind, this.#dice);
    switch (kind) {
      case 'date':
        return `date${made}`;
      case 'dtm':
        return `timestamp${made}`;
      case 'time':
        return `time${made}`;
      case 'json':
        return `cast(${made} as json)`;
      default:
        return made;
    }
  }
}

const NUMBERS: Readonly<Record<string, (dice: Dice) => string>> = {
  k: (dice) => String(dice.below(10)),
  k1: (dice) => String(1 + dice.below(6)),
  k01: (dice) => String(dice.below(2)),
  kneg: (dice) => String(dice.below(7) - 2),
  kbase: (dice) => dice.pick(['2', '8', '16', '36', '-10']),
};
