
export const ThrottlingStrategy = {
  UNKNOWN: 'UNKNOWN',
  TABLET_THROTTLER: 'TABLET_THROTTLER',
} as const;

export type ThrottlingStrategy =
  | 'UNKNOWN'
  | 0
  | 'TABLET_THROTTLER'
  | 1

export type ThrottlingStrategy__Output = typeof ThrottlingStrategy[keyof typeof ThrottlingStrategy]
