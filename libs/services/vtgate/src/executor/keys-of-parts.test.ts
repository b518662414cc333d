import { availableFlavors } from '@vt/mysql/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OwnedPeople } from '../testing/owned-people.ts';
import type { TestSession } from '../testing/test-gate.ts';

const definition =
  'id bigint, no int, email varchar(20), name varchar(20), size int as (length(name)) stored, ' +
  'primary key (id, no), unique key (name(3)), unique key (id, size)';

describe.each(availableFlavors())(
  'unique keys whose duplicates only their mysqld finds, in a table that owns entries, on %s',
  (flavor) => {
    let people: OwnedPeople;
    let session: TestSession;

    beforeAll(async () => {
      people = await OwnedPeople.start(flavor, 'lookup_unique', definition);
      session = people.session;
    });

    beforeEach(() =>
      session.all("insert into person (id, no, email, name) values (1, 1, 'ann', 'Anna'), (1, 2, 'bob', 'Bo')"),
    );

    afterEach(() => people.empty());
    afterAll(() => people?.stop());

    const both = [['ann'], ['bob']];

    test.each([
      "replace into person (id, no, email, name) values (1, 3, 'cy', 'Annegret')",
      "replace into person (id, no, email, name) values (1, 3, 'cy', 'Xy')",
      "replace into person (id, no, email, name) values (1, 2, 'cy', 'Annegret')",
    ])('a REPLACE that would leave the entry of a row is refused: %s', async (sql) => {
      expect((await session.error(sql)).message).toContain('VT12001');
      expect(await people.addresses()).toEqual([both, both]);
    });

    test('rows that are found are replaced', async () => {
      await session.all("replace into person (id, no, email, name) values (1, 1, 'cy', 'Cyrus'), (1, 1, 'cy', 'Cyr')");
      const left = [['bob'], ['cy']];
      expect(await people.addresses()).toEqual([left, left]);
    });

    test('IGNORE and ON DUPLICATE KEY UPDATE leave it to the mysqld', async () => {
      const ignored = await session.result(
        "insert ignore into person (id, no, email, name) values (1, 3, 'cy', 'Dora')",
      );
      expect(ignored.affectedRows).toBe(0n);
      await session.all(
        "insert into person (id, no, email, name) values (1, 3, 'cy', 'Dora') on duplicate key update name = 'Dorothea'",
      );
      expect(await session.rows('select no, name from person order by no')).toEqual([
        ['1', 'Dorothea'],
        ['2', 'Bo'],
      ]);
      expect(await people.addresses()).toEqual([both, both]);
    });
  },
);
