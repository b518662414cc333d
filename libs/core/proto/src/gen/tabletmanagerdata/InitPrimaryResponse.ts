

export interface InitPrimaryResponse {
  'position'?: (string);
}

export interface InitPrimaryResponse__Output {
  'position': (string);
}
