import { expect, test } from 'vitest';
import type { ExecutorDeps } from '../executor/deps.ts';
import { Session } from '../session/session.ts';
import { formatTarget } from './show/target.ts';
import { selectTarget } from './use.ts';

const none = { keyspace: '', tabletType: 'PRIMARY', destination: undefined, tabletAlias: undefined } as const;

function selected(text: string, defaultTabletType?: 'REPLICA') {
  const session = new Session(1, 'uuid', { user: 'u', groups: [], remote: 'localhost' }, none, 'MULTI');
  const deps = {
    options: defaultTabletType ? { defaultTabletType } : {},
    vschema: () => ({ keyspaces: new Map([['ks', {}]]) }),
    serving: { keyspaces: () => [] },
  } as unknown as ExecutorDeps;
  selectTarget(session, deps, text);
  return { type: session.target.tabletType, shown: formatTarget(session.target) };
}

test.each([
  ['ks', 'PRIMARY'],
  ['ks@primary', 'PRIMARY'],
  ['ks:-80@rdonly', 'RDONLY'],
])('%s is a target of %s tablets, and shown as it was written', (text, type) => {
  expect(selected(text)).toEqual({ type, shown: text });
});

test('what names no tablets means those of --default-tablet-type', () => {
  expect(selected('ks', 'REPLICA')).toEqual({ type: 'REPLICA', shown: 'ks' });
  expect(selected('ks@primary', 'REPLICA').type).toBe('PRIMARY');
});

test('where nothing is selected there is no target', () => {
  expect(formatTarget(none)).toBe('');
});
