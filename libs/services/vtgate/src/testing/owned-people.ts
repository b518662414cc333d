import type { Flavor } from '@vt/mysql/testing';
import { TestMysqld } from '@vt/mysql/testing';
import { TestGate, type TestSession } from './test-gate.ts';

/** `lk.person`, over two shards by `id`, owns the entries of its e-mail addresses, which are in `main.by_email`. */
export class OwnedPeople {
  readonly gate: TestGate;
  readonly session: TestSession;
  readonly #mysqld: TestMysqld;

  private constructor(mysqld: TestMysqld, gate: TestGate) {
    this.#mysqld = mysqld;
    this.gate = gate;
    this.session = gate.session();
  }

  /** @param definition of the table: its columns and keys, `id` and `email` among them */
  static async start(
    flavor: Flavor,
    type: 'consistent_lookup_unique' | 'lookup_unique',
    definition: string,
  ): Promise<OwnedPeople> {
    const mysqld = await TestMysqld.start(flavor);
    const gate = new TestGate(mysqld.rootOptions, keyspacesOf(type));
    await gate.createDatabases();
    const people = new OwnedPeople(mysqld, gate);
    const { session } = people;
    await session.all('use main; create table by_email (email varchar(20) primary key, keyspace_id varbinary(16))');
    await session.all(`use lk; create table person (${definition})`);
    return people;
  }

  /** E-mail addresses of the rows, and those of the entries. */
  async addresses(): Promise<unknown> {
    return [
      await this.session.rows('select email from lk.person order by email'),
      await this.session.rows('select email from main.by_email order by email'),
    ];
  }

  async empty(): Promise<void> {
    await this.session.all('delete from lk.person; delete from main.by_email');
  }

  async stop(): Promise<void> {
    this.gate.close();
    await this.#mysqld.stop();
  }
}

function keyspacesOf(type: string) {
  const params = { table: 'main.by_email', from: 'email', to: 'keyspace_id' };
  const column_vindexes = [
    { column: 'id', name: 'hash' },
    { column: 'email', name: 'email' },
  ];
  return {
    main: { shards: ['0'], vschema: { tables: { by_email: {} } } },
    lk: {
      shards: ['-80', '80-'],
      vschema: {
        sharded: true,
        vindexes: { hash: { type: 'hash' }, email: { type, params, owner: 'person' } },
        tables: { person: { column_vindexes } },
      },
    },
  };
}
