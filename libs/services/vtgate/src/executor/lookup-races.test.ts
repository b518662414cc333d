import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { OwnedPeople } from '../testing/owned-people.ts';

/** Of one shard are the ids 1 and 2, of the other 4. */
const types = ['consistent_lookup_unique', 'lookup_unique'] as const;
const cases = availableFlavors().flatMap((flavor) => types.map((type) => ({ flavor, type })));

describe.each(cases)('two sessions want one value of a $type on $flavor', ({ flavor, type }) => {
  let people: OwnedPeople;

  beforeAll(async () => {
    people = await OwnedPeople.start(flavor, type, 'id bigint primary key, email varchar(20) unique, n int default 0');
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await people.empty();
  });
  afterAll(() => people?.stop());

  /** The other session does this when the statement has looked for rows in the way, and is to write for the first time. */
  function inBetween(sql: string): void {
    const other = people.gate.session();
    const { gateway } = people.gate;
    const execute = gateway.execute.bind(gateway);
    let isDone = false;
    vi.spyOn(gateway, 'execute').mockImplementation(async (target, call, sink, signal) => {
      if (!isDone && call.sql.startsWith('insert ')) {
        isDone = true;
        await other.all(`use lk; ${sql}`);
      }
      return execute(target, call, sink, signal);
    });
  }

  test.each([
    ['insert ignore into person (id, email) values (4, "ann")', ['1', 'ann', '0']],
    ['insert ignore into person (id, email) values (2, "ann")', ['1', 'ann', '0']],
    ['insert into person (id, email) values (4, "ann") on duplicate key update n = n + 1', ['1', 'ann', '1']],
  ])('under READ COMMITTED, where the other one comes first: %s', async (sql, row) => {
    const { session } = people;
    inBetween("insert into person (id, email) values (1, 'ann')");
    await session.all('set transaction_isolation = "read-committed"; begin');
    await session.all(sql);
    await session.all('commit; set transaction_isolation = default');
    expect(await session.rows('select * from person')).toEqual([row]);
    expect(await people.addresses()).toEqual([[['ann']], [['ann']]]);
  });

  test('what a row that does not come had claimed is free', async () => {
    const { session } = people;
    await session.all("insert into person (id, email) values (1, 'ann')");
    session.session.clientFoundRows = true;
    for (const sql of [
      "insert ignore into person (id, email) values (1, 'bob'), (2, 'bob')",
      "insert into person (id, email) values (1, 'cy') on duplicate key update n = n",
      "insert into person (id, email) values (1, 'dee') on duplicate key update n = n + 1",
    ])
      await session.all(sql);
    session.session.clientFoundRows = false;
    expect(await people.addresses()).toEqual([
      [['ann'], ['bob']],
      [['ann'], ['bob']],
    ]);
  });
});

describe.each(types)('a value of which only a %s says that one row has it', (type) => {
  let people: OwnedPeople;

  beforeAll(async () => {
    people = await OwnedPeople.start('mysql', type, 'id bigint primary key, email varchar(20), n int default 0');
    await people.session.all("insert into person (id, email) values (1, 'ann')");
  });
  afterAll(() => people?.stop());

  test.each([2, 4])('INSERT IGNORE of another one, with id %i, is ignored', async (id) => {
    await people.session.all(`insert ignore into person (id, email) values (${id}, 'ann')`);
    expect(await people.addresses()).toEqual([[['ann']], [['ann']]]);
  });
});
