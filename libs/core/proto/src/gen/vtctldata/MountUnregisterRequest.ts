

export interface MountUnregisterRequest {
  'name'?: (string);
}

export interface MountUnregisterRequest__Output {
  'name': (string);
}
