import { expect, test } from 'vitest';
import { hostName } from './host-name.ts';

test('the loopback addresses, and no address, are called localhost', () => {
  for (const address of ['', '127.0.0.1', '127.0.0.1:4000', '::1', '[::1]:4000', '::ffff:127.0.0.1'])
    expect(hostName(address)).toBe('localhost');
  expect(['127.0.0.2', '10.0.0.1:4000', '2001:db8::1', '[2001:db8::1]:4000'].map(hostName)).toEqual([
    '127.0.0.2',
    '10.0.0.1',
    '2001:db8::1',
    '2001:db8::1',
  ]);
});
