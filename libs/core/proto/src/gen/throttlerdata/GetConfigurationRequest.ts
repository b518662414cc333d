

export interface GetConfigurationRequest {
  'throttler_name'?: (string);
}

export interface GetConfigurationRequest__Output {
  'throttler_name': (string);
}
