

export interface ResetConfigurationResponse {
  'names'?: (string)[];
}

export interface ResetConfigurationResponse__Output {
  'names': (string)[];
}
