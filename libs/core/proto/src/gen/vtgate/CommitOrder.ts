
export const CommitOrder = {
  NORMAL: 'NORMAL',
  PRE: 'PRE',
  POST: 'POST',
  AUTOCOMMIT: 'AUTOCOMMIT',
} as const;

export type CommitOrder =
  | 'NORMAL'
  | 0
  | 'PRE'
  | 1
  | 'POST'
  | 2
  | 'AUTOCOMMIT'
  | 3

export type CommitOrder__Output = typeof CommitOrder[keyof typeof CommitOrder]
