
export const TransactionState = {
  UNKNOWN: 'UNKNOWN',
  PREPARE: 'PREPARE',
  ROLLBACK: 'ROLLBACK',
  COMMIT: 'COMMIT',
} as const;

export type TransactionState =
  | 'UNKNOWN'
  | 0
  | 'PREPARE'
  | 1
  | 'ROLLBACK'
  | 2
  | 'COMMIT'
  | 3

export type TransactionState__Output = typeof TransactionState[keyof typeof TransactionState]
