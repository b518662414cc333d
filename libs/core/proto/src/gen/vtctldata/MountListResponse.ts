

export interface MountListResponse {
  'names'?: (string)[];
}

export interface MountListResponse__Output {
  'names': (string)[];
}
