
export const QueryOrdering = {
  NONE: 'NONE',
  ASCENDING: 'ASCENDING',
  DESCENDING: 'DESCENDING',
} as const;

export type QueryOrdering =
  | 'NONE'
  | 0
  | 'ASCENDING'
  | 1
  | 'DESCENDING'
  | 2

export type QueryOrdering__Output = typeof QueryOrdering[keyof typeof QueryOrdering]
