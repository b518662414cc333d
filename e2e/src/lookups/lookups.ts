import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';
import { TestCluster, waitFor } from '../harness/cluster.ts';
import { Random } from '../harness/random.ts';
import { Strikes } from '../harness/strikes.ts';

export type LookupsOptions = {
  readonly clients: number;
  readonly shards: 2 | 4;
  readonly kills: number;
  readonly freezes: number;
  /** Fewer of them: more clients want the same one. */
  readonly emails: number;
  readonly seed: number;
  readonly log: (line: string) => void;
};

export type LookupsReport = {
  readonly acknowledged: number;
  readonly unknown: number;
  readonly duplicates: number;
  readonly kills: number;
  readonly freezes: number;
  readonly people: number;
  /** Lookup rows without their row: they do no harm, and are taken over by who needs the value. */
  readonly orphans: number;
};

const KEYSPACE = 'people';
const SEQUENCES = 'numbers';
const SHARDS = { 2: '-80,80-', 4: '-40,40-80,80-c0,c0-' } as const;
const CITIES = 20;
const OWN_MAX = 30;
const DUPLICATE_KEY = 1062;
const SETTLED_MS = 20_000;
const SHOWN_MAX = 10;
const TOLD_MAX = 20;

const tables = [
  'create table person (id bigint primary key, email varchar(40) not null, city varchar(40));',
  'create table person_email (email varchar(40) primary key, keyspace_id varbinary(16));',
  'create table person_city (city varchar(40), id bigint, keyspace_id varbinary(16), primary key (city, id));',
].join('\n');
const sequence =
  "create table person_seq (id bigint, next_id bigint, cache bigint, primary key (id)) comment 'vitess_sequence';\ninsert into person_seq values (0, 1, 50);";
const vschema = {
  sharded: true,
  vindexes: {
    hash: { type: 'hash' },
    text: { type: 'xxhash' },
    by_email: {
      type: 'consistent_lookup_unique',
      params: { table: `${KEYSPACE}.person_email`, from: 'email', to: 'keyspace_id' },
      owner: 'person',
    },
    by_city: {
      type: 'consistent_lookup',
      params: { table: `${KEYSPACE}.person_city`, from: 'city,id', to: 'keyspace_id' },
      owner: 'person',
    },
  },
  tables: {
    person: {
      column_vindexes: [
        { column: 'id', name: 'hash' },
        { column: 'email', name: 'by_email' },
        { columns: ['city', 'id'], name: 'by_city' },
      ],
      auto_increment: { column: 'id', sequence: 'person_seq' },
    },
    person_email: { column_vindexes: [{ column: 'email', name: 'text' }] },
    person_city: { column_vindexes: [{ column: 'city', name: 'text' }] },
  },
};

type Person = { readonly email: string; readonly city: string | null };
type Row = RowDataPacket & Record<string, string | null>;

/** What a client knows of a row of its own: one state where it was told, several where it was not. `undefined`: not there. */
type Possible = readonly (Person | undefined)[];

/**
 * People with a unique e-mail address and a city, both found by lookup vindexes that their table owns. Clients add, change, move and remove rows of their own, in and out of transactions, and
 * fight for the same addresses, while processes are killed, or stand still and go on. Then rows and lookups must tell the same.
 */
export class Lookups {
  readonly #cluster: TestCluster;
  readonly #schemaDir: string;
  readonly #options: LookupsOptions;
  readonly #strikes: Strikes;
  readonly #known = new Map<number, Possible>();
  /** What was asked for each row and what came of it, for who must find out. */
  readonly #told = new Map<number, string[]>();
  readonly #count = { acknowledged: 0, unknown: 0, duplicates: 0 };
  #stopped = false;

  private constructor(cluster: TestCluster, schemaDir: string, options: LookupsOptions) {
    this.#cluster = cluster;
    this.#schemaDir = schemaDir;
    this.#options = options;
    this.#strikes = new Strikes(cluster, { ...options, acknowledged: () => this.#count.acknowledged });
  }

  static async open(options: LookupsOptions): Promise<Lookups> {
    const schemaDir = await mkdtemp(join(tmpdir(), 'vt-lookups-'));
    const write = async (keyspace: string, sql: string, document: unknown) => {
      await mkdir(join(schemaDir, keyspace));
      await writeFile(join(schemaDir, keyspace, 'tables.sql'), sql);
      await writeFile(join(schemaDir, keyspace, 'vschema.json'), JSON.stringify(document));
    };
    await write(KEYSPACE, tables, vschema);
    await write(SEQUENCES, sequence, { tables: { person_seq: { type: 'sequence' } } });
    const keyspaces = ['--keyspace', `${KEYSPACE}=${SHARDS[options.shards]}`, '--keyspace', `${SEQUENCES}=0`];
    const flags = [...keyspaces, '--schema-dir', schemaDir, '--replicas', '0'];
    return new Lookups(await TestCluster.start({ flags }), schemaDir, options);
  }

  /** No more faults: what was done so far is checked. */
  hurry(): void {
    this.#strikes.hurry();
  }

  /** @throws what is wrong in the end. */
  async run(): Promise<LookupsReport> {
    const { clients, seed } = this.#options;
    const running = Array.from({ length: clients }, (_, i) => this.#client(new Random(seed + i + 1)));
    const done = await this.#strikes.run();
    this.#stopped = true;
    await Promise.all(running);
    await this.#settled();
    return { ...this.#count, ...done, ...(await this.#check()) };
  }

  async #client(random: Random): Promise<void> {
    const own: number[] = [];
    let connection: Connection | undefined;
    while (!this.#stopped) {
      try {
        connection ??= await this.#cluster.connect(KEYSPACE);
        await this.#step(connection, random, own);
        this.#count.acknowledged++;
      } catch (error) {
        const { errno, fatal } = error as { errno?: number; fatal?: boolean };
        if (errno === DUPLICATE_KEY) this.#count.duplicates++;
        if (fatal || errno === undefined || errno < 0) {
          connection?.destroy();
          connection = undefined;
        } else await connection?.query('rollback').catch(() => {});
        if (errno !== DUPLICATE_KEY) await sleep(20);
      }
    }
  }

  #person(random: Random): Person {
    const city = random.below(CITIES);
    return { email: `e${random.below(this.#options.emails)}@x.org`, city: city === 0 ? null : `c${city}` };
  }

  async #step(connection: Connection, random: Random, own: number[]): Promise<void> {
    const what = random.below(10);
    if (own.length === 0 || (what < 4 && own.length < OWN_MAX)) return await this.#add(connection, random, own);
    const id = own[random.below(own.length)] as number;
    if (what < 7) return await this.#change(connection, random, [id]);
    if (what === 7) return await this.#remove(connection, id, own);
    await this.#change(connection, random, [id, own[random.below(own.length)] as number]);
  }

  async #add(connection: Connection, random: Random, own: number[]): Promise<void> {
    const person = this.#person(random);
    const [{ insertId }] = await connection.query<ResultSetHeader>('insert into person (email, city) values (?, ?)', [
      person.email,
      person.city,
    ]);
    if (this.#known.has(insertId)) throw new Error(`seed ${this.#options.seed}: id ${insertId} was given out twice`);
    own.push(insertId);
    this.#known.set(insertId, [person]);
  }

  async #remove(connection: Connection, id: number, own: number[]): Promise<void> {
    await this.#doing([[id, undefined]], () => connection.query('delete from person where id = ?', [id]));
    own.splice(own.indexOf(id), 1);
  }

  /** Several in one transaction, which is rolled back now and then. */
  async #change(connection: Connection, random: Random, ids: readonly number[]): Promise<void> {
    const changes = [...new Set(ids)].toSorted((a, b) => a - b).map((id) => [id, this.#person(random)] as const);
    const update = async (): Promise<void> => {
      for (const [id, { email, city }] of changes)
        await connection.query('update person set email = ?, city = ? where id = ?', [email, city, id]);
    };
    if (changes.length === 1) return await this.#doing(changes, update);
    await connection.query('begin');
    await update();
    if (random.below(4) === 0) await connection.query('rollback');
    else await this.#doing(changes, () => connection.query('commit'));
  }

  /** A duplicate is a clear no; after any other error nobody has said what became of it. */
  async #doing(
    changes: readonly (readonly [number, Person | undefined])[],
    work: () => Promise<unknown>,
  ): Promise<void> {
    const before = changes.map(([id]) => this.#known.get(id) ?? [undefined]);
    const since = Date.now();
    const tell = (outcome: string): void => {
      for (const [id, person] of changes)
        this.#tell(id, `${since}-${Date.now()} ${person?.email} ${person?.city} ${changes.length} ${outcome}`);
    };
    try {
      await work();
      tell('done');
      for (const [id, person] of changes) this.#learn(id, before, changes, person);
    } catch (error) {
      tell((error as Error).message.slice(0, 120));
      if ((error as { errno?: number }).errno !== DUPLICATE_KEY) {
        this.#count.unknown++;
        changes.forEach(([id, person], i) => void this.#known.set(id, [...(before[i] ?? []), person]));
      }
      throw error;
    }
  }

  #tell(id: number, line: string): void {
    const lines = this.#told.get(id) ?? [];
    this.#told.set(id, [...lines.slice(1 - TOLD_MAX), line]);
  }

  /** A row that was perhaps removed is still not there after an UPDATE. */
  #learn(
    id: number,
    before: readonly Possible[],
    changes: readonly (readonly [number, unknown])[],
    person: Person | undefined,
  ): void {
    const was = before[changes.findIndex(([other]) => other === id)] ?? [];
    const isPerhapsGone = was.includes(undefined);
    this.#known.set(id, isPerhapsGone ? [person, undefined] : [person]);
  }

  async #settled(): Promise<void> {
    const connection = await this.#cluster.connect(KEYSPACE);
    const isOver = async () => {
      const [rows] = await connection.query<Row[]>('show unresolved transactions');
      return rows.length === 0;
    };
    // What is younger than the abandon age is not listed yet.
    await sleep(4_000);
    await waitFor('no unresolved transactions', isOver, SETTLED_MS);
  }

  async #check(): Promise<{ readonly people: number; readonly orphans: number }> {
    const connection = await this.#cluster.connect(KEYSPACE);
    const rows = async (sql: string) => (await connection.query<Row[]>(sql))[0];
    await connection.query("set workload = 'olap'");
    const people = await rows('select id, email, city from person');
    const problems: string[] = [];
    const byEmail = new Map<string, string>();
    for (const { id, email } of people) {
      if (byEmail.has(String(email))) problems.push(`${email} of ${byEmail.get(String(email))} and ${id}`);
      byEmail.set(String(email), String(id));
    }
    this.#checkKnown(people, problems);
    await connection.query("set workload = 'oltp'");
    for (const { id, email, city } of people) {
      const found = await rows(`select id from person where email = '${email}'`);
      if (found.length !== 1 || String(found[0]?.['id']) !== String(id))
        problems.push(`${id} by ${email}: ${found.map((row) => row['id']).join(', ') || 'nobody'}`);
      if (city === null) continue;
      const [there] = await rows(`select count(*) as n from person where city = '${city}' and id = ${id}`);
      const inCity = await rows(`select id from person where city = '${city}'`);
      if (String(there?.['n']) !== '1' || !inCity.some((row) => String(row['id']) === String(id)))
        problems.push(`${id} is not found in ${city}`);
    }
    const orphans = (await rows('select email from person_email')).filter(({ email }) => !byEmail.has(String(email)));
    for (const { email } of orphans) await this.#takeOver(connection, String(email), problems);
    if (problems.length > 0)
      throw new Error(
        `seed ${this.#options.seed}: ${problems.length} wrong: ${problems.slice(0, SHOWN_MAX).join('; ')}`,
      );
    return { people: people.length, orphans: orphans.length };
  }

  #checkKnown(people: readonly Row[], problems: string[]): void {
    const there = new Map(people.map(({ id, email, city }) => [Number(id), { email, city }]));
    for (const [id, possible] of this.#known) {
      const now = there.get(id);
      const isOne = possible.some((one) => one?.email === now?.email && one?.city === now?.city);
      if (isOne) continue;
      const told = (this.#told.get(id) ?? []).join('\n  ');
      problems.push(`${id} is ${JSON.stringify(now)}, not ${JSON.stringify(possible)}:\n  ${told}\n`);
    }
  }

  /** A lookup row without its row keeps nobody from the address. */
  async #takeOver(connection: Connection, email: string, problems: string[]): Promise<void> {
    try {
      await connection.query('insert into person (email, city) values (?, null)', [email]);
    } catch (error) {
      problems.push(`nobody has ${email} and nobody can: ${(error as Error).message}`);
    }
  }

  async close(): Promise<void> {
    this.#stopped = true;
    await this.#cluster.stop();
    await rm(this.#schemaDir, { recursive: true, force: true });
  }
}
