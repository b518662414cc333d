import { expect, test } from 'vitest';
import { abandonable } from './abandonable.ts';

const failing = (): Promise<never> => Promise.reject(new Error('the connection is closed'));

test('work that ends first gives its result or its error', async () => {
  const { signal } = new AbortController();
  const never = (): void => expect.unreachable();
  await expect(abandonable(Promise.resolve(1), signal, never)).resolves.toBe(1);
  await expect(abandonable(failing(), signal, never)).rejects.toThrow('the connection is closed');
  await expect(abandonable(failing(), undefined, never)).rejects.toThrow('the connection is closed');
});

test.each(['before', 'while'])('an abort %s it runs ends it, and its failure is nobody’s', async (when) => {
  const lost: unknown[] = [];
  const onLost = (reason: unknown): void => void lost.push(reason);
  process.on('unhandledRejection', onLost);
  try {
    const controller = new AbortController();
    if (when === 'before') controller.abort(new Error('no time'));
    let fail: (error: Error) => void = () => {};
    const work = new Promise<number>((_resolve, reject) => {
      fail = reject;
    });
    const result = abandonable(work, controller.signal, () => fail(new Error('destroyed')));
    const told = expect(result).rejects.toThrow('no time');
    if (when === 'while') controller.abort(new Error('no time'));
    await told;
    await new Promise((resolve) => setImmediate(resolve));
    expect(lost).toEqual([]);
  } finally {
    process.off('unhandledRejection', onLost);
  }
});
