
export const StartCommitState = {
  Unknown: 'Unknown',
  Fail: 'Fail',
  Success: 'Success',
} as const;

export type StartCommitState =
  | 'Unknown'
  | 0
  | 'Fail'
  | 1
  | 'Success'
  | 2

export type StartCommitState__Output = typeof StartCommitState[keyof typeof StartCommitState]
