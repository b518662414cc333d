

export interface UpdateConfigurationResponse {
  'names'?: (string)[];
}

export interface UpdateConfigurationResponse__Output {
  'names': (string)[];
}
