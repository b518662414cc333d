import { VtError } from '@vt/base';
import { expect, test } from 'vitest';
import { isRowLimit } from './row-limit.ts';

const aborted = (message: string): VtError => new VtError({ code: 'ABORTED', message });

test.each([
  ['as a client sees it', aborted('Row count exceeded 10000'), true],
  ['as a tablet says it', aborted('target: k.-80.primary: vttablet: Row count exceeded 10000 (CallerID: app)'), true],
  [
    'with the transaction lost to it',
    aborted('Row count exceeded 10000: transaction rolled back to reverse changes of partial DML execution'),
    false,
  ],
  ['of another code', new VtError({ code: 'RESOURCE_EXHAUSTED', message: 'Row count exceeded 10000' }), false],
  ['of another kind', new Error('Row count exceeded 10000'), false],
])('whether an error is of a shard’s limit of rows alone: %s', (_, error, expected) => {
  expect(isRowLimit(error)).toBe(expected);
});
