import { VtError } from '@vt/base';
import { expect, test } from 'vitest';
import { namingKey } from './duplicate-entry.ts';

async function told(message: string, key: string | undefined = 'email', errno = 1062): Promise<string> {
  const failed = namingKey('users', key, () =>
    Promise.reject(new VtError({ code: 'ALREADY_EXISTS', errno, state: '23000', message })),
  );
  const error = await failed.catch((thrown: unknown) => thrown);
  if (!(error instanceof VtError)) throw new Error('it should have failed');
  expect(error).toMatchObject({ code: 'ALREADY_EXISTS', errno, state: '23000' });
  return error.message;
}

test("a duplicate entry is told by the table's key, as its server writes it", async () => {
  expect(await told("lookup.Create: Duplicate entry 'a.b@x' for key 'email_idx.PRIMARY'")).toBe(
    "Duplicate entry 'a.b@x' for key 'users.email'",
  );
  expect(await told("lookup.Create: Duplicate entry '7' for key 'PRIMARY'")).toBe(
    "Duplicate entry '7' for key 'email'",
  );
  expect(await told("lookup.Create: Duplicate entry 'it's for key 'x.y'\n-1' for key 'email_idx.PRIMARY'")).toBe(
    "Duplicate entry 'it's for key 'x.y'\n-1' for key 'users.email'",
  );
});

test('what is not known stays', async () => {
  const said = "lookup.Create: Duplicate entry '7' for key 'email_idx.PRIMARY'";
  expect(await told(said, '')).toBe(said);
  expect(await told(said, 'email', 1213)).toBe(said);
  expect(await told('lookup.Create: taken')).toBe('lookup.Create: taken');
});
