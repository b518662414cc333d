import { readInternalTable } from '@vt/migration';
import { describe, expect, test } from 'vitest';
import { defaultTableGcConfig } from './config.ts';
import { parseLifecycle } from './lifecycle.ts';
import { nextStep } from './transition.ts';

const ID = '6ace8bcef73211ea87e9f875a4d24e90';
const nowMs = Date.UTC(2024, 5, 1, 12, 0, 0);
const past = '20240601115959';
const now = '20240601120000';

function step(name: string, lifecycle = 'hold,purge,evac,drop', { isView = false, isEmpty = false } = {}) {
  const table = readInternalTable(name);
  if (!table) throw new Error(name);
  const config = { ...defaultTableGcConfig, lifecycle: parseLifecycle(lifecycle) };
  const next = nextStep({ name, isView, table }, config, nowMs, isEmpty);
  return next.kind === 'rename' ? next.to : next.kind;
}

describe('a table that is to go', () => {
  test.each([
    ['is held until its time', step(`_vt_hld_${ID}_20240601120001_`), 'wait'],
    ['is then to be emptied', step(`_vt_hld_${ID}_${past}_`), `_vt_prg_${ID}_${now}_`],
    ['is emptied', step(`_vt_prg_${ID}_${past}_`), 'purge'],
    [
      'rests when it is empty',
      step(`_vt_prg_${ID}_${past}_`, undefined, { isEmpty: true }),
      `_vt_evc_${ID}_20240604120000_`,
    ],
    ['is dropped after its rest', step(`_vt_evc_${ID}_${past}_`), `_vt_drp_${ID}_${now}_`],
    ['is dropped', step(`_vt_drp_${ID}_${past}_`), 'drop'],
    ['need not be emptied', step(`_vt_hld_${ID}_${past}_`, 'hold,drop'), `_vt_drp_${ID}_${now}_`],
    [
      'goes on where a state is left out now',
      step(`_vt_prg_${ID}_${past}_`, 'hold,evac'),
      `_vt_evc_${ID}_20240604120000_`,
    ],
    [
      'as a view has nothing to empty',
      step(`_vt_hld_${ID}_${past}_`, undefined, { isView: true }),
      `_vt_drp_${ID}_${now}_`,
    ],
    ['of a migration is not ours', step(`_vt_vrp_${ID}_${past}_`), 'wait'],
  ])('%s', (_what, found, expected) => {
    expect(found).toBe(expected);
  });
});

test('the life cycle', () => {
  expect([...parseLifecycle(' hold, Purge')]).toEqual(['hold', 'purge', 'drop']);
  expect([...parseLifecycle('')]).toEqual(['drop']);
  expect(() => parseLifecycle('hold, other, drop')).toThrow("Unknown GC state: 'other'");
});
