

export interface MountShowRequest {
  'name'?: (string);
}

export interface MountShowRequest__Output {
  'name': (string);
}
