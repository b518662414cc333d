import { keyspaceIdDestination } from '../destination/destination.ts';
import { lookup, lookupUnique } from '../vindex/types/lookup.ts';
import { regionExperimental } from '../vindex/types/region-experimental.ts';
import type { VindexDefinition } from '../vindex/vindex.ts';

/** The vindex types that the recorded suite defines for itself: computed and looked up, unique and not. */
export const testVindexes: readonly VindexDefinition[] = [
  computed('stfu', true, 1),
  computed('stfn', false, 2),
  computed('cheap', true, 0),
  computed('warn_unknown_params', false, 1, ['option1', 'option2']),
  renamed(lookupUnique, 'stlu'),
  renamed(lookup, 'stln', 0),
  renamed(lookup, 'stlo'),
  renamed(regionExperimental, 'region_experimental_test'),
  {
    type: 'mcfu',
    params: [],
    create: (name, _params, { unknownParams }) => ({
      kind: 'multi',
      type: 'mcfu',
      name,
      cost: 1,
      unique: true,
      partial: false,
      columnCount: 2,
      unknownParams,
      map: () => keyspaceIdDestination(new Uint8Array(0)),
      verify: () => true,
    }),
  },
];

function computed(type: string, unique: boolean, cost: number, params: readonly string[] = []): VindexDefinition {
  return {
    type,
    params,
    create: (name, _params, { unknownParams }) => ({
      kind: 'single',
      type,
      name,
      cost,
      unique,
      unknownParams,
      map: () => keyspaceIdDestination(new Uint8Array(0)),
      verify: () => true,
    }),
  };
}

function renamed(definition: VindexDefinition, type: string, cost?: number): VindexDefinition {
  const create: VindexDefinition['create'] = (...args) => {
    const vindex = definition.create(...args);
    return { ...vindex, type, cost: cost ?? vindex.cost };
  };
  return { ...definition, type, create };
}
