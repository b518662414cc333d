
export const MaterializationIntent = {
  CUSTOM: 'CUSTOM',
  MOVETABLES: 'MOVETABLES',
  CREATELOOKUPINDEX: 'CREATELOOKUPINDEX',
  REFERENCE: 'REFERENCE',
} as const;

export type MaterializationIntent =
  | 'CUSTOM'
  | 0
  | 'MOVETABLES'
  | 1
  | 'CREATELOOKUPINDEX'
  | 2
  | 'REFERENCE'
  | 3

export type MaterializationIntent__Output = typeof MaterializationIntent[keyof typeof MaterializationIntent]
