import { create, type EnumValue } from '@vt/proto';
import { describe, expect, test } from 'vitest';
import { canEstablish, durabilityNames, durabilityPolicy, isRevoked, needsAcks } from './durability.ts';

type Type = EnumValue<'topodata.TabletType'>;
const tablet = (uid: number, cell = 'a', type: Type = 'REPLICA') =>
  create('topodata.Tablet', { alias: { cell, uid }, type });

const primary = tablet(1, 'a', 'PRIMARY');
const [near, far, rdonly] = [tablet(2), tablet(3, 'b'), tablet(4, 'b', 'RDONLY')];
const all = [primary, near, far, rdonly];

describe('who acknowledges', () => {
  test.each([
    ['none', 0, []],
    ['semi_sync', 1, [near, far]],
    ['semi_sync_with_rdonly_ack', 1, [near, far, rdonly]],
    ['cross_cell', 1, [far]],
    ['cross_cell_with_rdonly_ack', 1, [far, rdonly]],
  ])('%s', (name, ackers, expected) => {
    const policy = durabilityPolicy(name);
    expect(policy.ackers).toBe(ackers);
    expect(all.slice(1).filter((t) => policy.mayAck(primary, t))).toEqual(expected);
    expect(needsAcks(policy, primary, all)).toBe(ackers > 0);
    expect(needsAcks(policy, primary, [primary])).toBe(false);
    expect(canEstablish(policy, primary, [primary])).toBe(ackers === 0);
    expect(canEstablish(policy, primary, all)).toBe(true);
  });

  test('names', () => {
    expect(durabilityPolicy('').name).toBe('none');
    expect(() => durabilityPolicy('safe')).toThrow(
      `durability policy <safe> is not a valid policy: use ${durabilityNames.join(', ')}`,
    );
  });
});

describe('whether nobody unreached can acknowledge a write', () => {
  const three = [primary, near, tablet(5)] as const;
  const backup = tablet(6, 'a', 'BACKUP');
  test.each([
    ['all were reached', 'semi_sync', three, three, true],
    ['all who would acknowledge the old primary', 'semi_sync', three, three.slice(1), true],
    ['one who would acknowledge is missing', 'semi_sync', three, [near], false],
    ['a replica is missing, which the rest would have to acknowledge', 'semi_sync', three, [primary, near], true],
    [
      'one that is backed up is missing: it has acknowledged before',
      'semi_sync',
      [...three, backup],
      three.slice(1),
      false,
    ],
    ['and was reached', 'semi_sync', [...three, backup], [near, three[2], backup], true],
    [
      'one that is backed up in the same cell',
      'cross_cell',
      [primary, near, far, tablet(6, 'a', 'BACKUP')],
      [far],
      true,
    ],
    ['those of another cell suffice', 'cross_cell', [primary, near, far], [far, near], true],
    ['those of the same cell do not', 'cross_cell', [primary, near, far], [near], false],
    ['without acknowledgements only reaching all helps', 'none', three, three.slice(1), false],
    ['and does', 'none', three, three, true],
  ])('%s', (_what, name, tablets, reached, expected) => {
    expect(isRevoked(durabilityPolicy(name), tablets, reached)).toBe(expected);
  });
});
