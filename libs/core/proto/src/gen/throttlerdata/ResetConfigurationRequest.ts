

export interface ResetConfigurationRequest {
  'throttler_name'?: (string);
}

export interface ResetConfigurationRequest__Output {
  'throttler_name': (string);
}
