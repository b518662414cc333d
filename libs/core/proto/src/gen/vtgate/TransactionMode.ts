
export const TransactionMode = {
  UNSPECIFIED: 'UNSPECIFIED',
  SINGLE: 'SINGLE',
  MULTI: 'MULTI',
  TWOPC: 'TWOPC',
} as const;

export type TransactionMode =
  | 'UNSPECIFIED'
  | 0
  | 'SINGLE'
  | 1
  | 'MULTI'
  | 2
  | 'TWOPC'
  | 3

export type TransactionMode__Output = typeof TransactionMode[keyof typeof TransactionMode]
