import { VtError } from '@vt/base';
import { expect, test } from 'vitest';
import type { TargetSession } from './target-session.ts';
import { TransactionWriter } from './transaction-writer.ts';

const failed = (errno: number): VtError => new VtError({ code: 'ABORTED', errno, message: `errno ${errno}` });

/** A session whose texts fail as they are told to, one after the other. */
function sessionOf(failures: (number | undefined)[]): { readonly session: TargetSession; readonly texts: string[] } {
  const texts: string[] = [];
  const run = async (text: string | Uint8Array): Promise<never[]> => {
    texts.push(Buffer.from(text).toString());
    const errno = failures.shift();
    if (errno !== undefined) throw failed(errno);
    return [];
  };
  const session = {
    foreignKeyChecks: true,
    isClosed: false,
    execute: async (text: string) => void texts.push(text),
    executeAll: run,
    setStrict: async (isStrict: boolean) => void texts.push(isStrict ? 'strict' : 'lenient'),
  };
  return { session: session as unknown as TargetSession, texts };
}

const write = async (session: TargetSession): Promise<void> => {
  const writer = new TransactionWriter(session, 1_000, AbortSignal.timeout(20_000));
  await writer.statement((out) => {
    out.text("UPDATE t SET e = ''");
    return true;
  });
  await writer.commit('UPDATE pos');
};

test('a value that an ENUM may hold only where nobody is strict is let in also when the transaction met a deadlock first', async () => {
  const { session, texts } = sessionOf([1213, 1265]);
  await write(session);
  expect(texts.filter((text) => /strict|lenient|COMMIT/.test(text))).toEqual([
    expect.stringContaining('COMMIT'),
    expect.stringContaining('COMMIT'),
    'lenient',
    expect.stringContaining('COMMIT'),
    'strict',
  ]);
});

test('what cannot be helped fails, also behind a deadlock', async () => {
  await expect(write(sessionOf([1213, 1062]).session)).rejects.toMatchObject({ errno: 1062 });
  await expect(write(sessionOf(Array<number>(6).fill(1213)).session)).rejects.toMatchObject({ errno: 1213 });
});
