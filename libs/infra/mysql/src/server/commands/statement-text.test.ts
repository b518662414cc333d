import { expect, test } from 'vitest';
import { statementText } from './statement-text.ts';

test('zero bytes after a statement are no part of it, those inside are', () => {
  expect(statementText(Buffer.from('select 1\0\0')).toString()).toBe('select 1');
  expect(statementText(Buffer.from("select '\0'")).toString()).toBe("select '\0'");
  expect(statementText(Buffer.from('\0')).length).toBe(0);
});
