
export const Flag = {
  NONE: 'NONE',
  ISINTEGRAL: 'ISINTEGRAL',
  ISUNSIGNED: 'ISUNSIGNED',
  ISFLOAT: 'ISFLOAT',
  ISQUOTED: 'ISQUOTED',
  ISTEXT: 'ISTEXT',
  ISBINARY: 'ISBINARY',
} as const;

export type Flag =
  | 'NONE'
  | 0
  | 'ISINTEGRAL'
  | 256
  | 'ISUNSIGNED'
  | 512
  | 'ISFLOAT'
  | 1024
  | 'ISQUOTED'
  | 2048
  | 'ISTEXT'
  | 4096
  | 'ISBINARY'
  | 8192

export type Flag__Output = typeof Flag[keyof typeof Flag]
