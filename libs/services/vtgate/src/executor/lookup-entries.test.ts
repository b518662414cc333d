import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { OwnedPeople } from '../testing/owned-people.ts';
import type { TestGate, TestSession } from '../testing/test-gate.ts';

describe.each(availableFlavors())('no row of a consistent lookup is without its entry, on %s', (flavor) => {
  let people: OwnedPeople;
  let gate: TestGate;
  let session: TestSession;

  beforeAll(async () => {
    const definition = 'id bigint primary key, email varchar(20), city varchar(20)';
    people = await OwnedPeople.start(flavor, 'consistent_lookup_unique', definition);
    ({ gate, session } = people);
  });

  beforeEach(() => session.all("insert into person values (1, 'ann', 'Ulm'), (2, 'bob', 'Ulm')"));

  afterEach(async () => {
    vi.restoreAllMocks();
    await people.empty();
  });
  afterAll(() => people?.stop());

  const both = [['ann'], ['bob']];

  /** The keyspace's shards do not commit. */
  const refuseCommits = (keyspace: string): void => {
    const { gateway } = gate;
    const commit = gateway.commit.bind(gateway);
    vi.spyOn(gateway, 'commit').mockImplementation(async (target, state) => {
      if (target.keyspace !== keyspace) return commit(target, state);
      await gateway.rollback(target, state);
      throw new Error('no disk');
    });
  };

  test('which is deleted by its entry, where only the shard of entries could commit', async () => {
    refuseCommits('lk');
    await session.all("begin; delete from person where email = 'ann'");
    await expect(session.all('commit')).rejects.toThrow('no disk');
    expect(await people.addresses()).toEqual([both, both]);
  });

  test('which is inserted where the transaction has written before, where only the shards of rows could commit', async () => {
    refuseCommits('main');
    await session.all("begin; update person set city = 'Bonn'; insert into person values (3, 'cy', 'Ulm')");
    await expect(session.all('commit')).rejects.toThrow('no disk');
    expect(await people.addresses()).toEqual([both, both]);
  });

  test('of several that are there already, the first of the statement is told, and none that outlived its row', async () => {
    const told = async (sql: string) => /Duplicate entry '.*?'/.exec((await session.error(sql)).message)?.[0];
    expect(await told("insert into person values (8, 'bob', ''), (9, 'ann', '')")).toBe("Duplicate entry 'bob'");
    await session.all("use main; insert into by_email values ('ada', x'01'); use lk");
    expect(await told("insert into person values (8, 'ada', ''), (9, 'bob', '')")).toBe("Duplicate entry 'bob'");
    expect(await people.addresses()).toEqual([both, [['ada'], ...both]]);
    await session.all("use main; delete from by_email where email = 'ada'; use lk");
  });

  test.each([
    'delete from person where city = "Ulm"',
    "update person set email = concat(email, '2') where city = 'Ulm' and id < 9",
  ])('which comes while the statement keeps entries, and which it would change too: %s', async (sql) => {
    const other = gate.session();
    await other.all('use lk');
    await session.all('set transaction_isolation = "read-committed"');
    const { gateway } = gate;
    const execute = gateway.execute.bind(gateway);
    let hasCome = false;
    vi.spyOn(gateway, 'execute').mockImplementation(async (target, call, sink, signal) => {
      if (!hasCome && /^(?:delete from|update) person /.test(call.sql)) {
        hasCome = true;
        await other.all("insert into person values (3, 'cy', 'Ulm'), (5, 'eve', 'Ulm')");
      }
      return execute(target, call, sink, signal);
    });
    await expect(session.all(sql)).rejects.toMatchObject({ errno: 1205 });
    await session.all('set transaction_isolation = default');
    const names = [['ann'], ['bob'], ['cy'], ['eve']];
    expect(await people.addresses()).toEqual([names, names]);
  });
});
