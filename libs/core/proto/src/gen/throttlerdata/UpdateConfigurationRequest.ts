
import type { Configuration as _throttlerdata_Configuration, Configuration__Output as _throttlerdata_Configuration__Output } from '../throttlerdata/Configuration.ts';

export interface UpdateConfigurationRequest {
  'throttler_name'?: (string);
  'configuration'?: (_throttlerdata_Configuration | null);
  'copy_zero_values'?: (boolean);
}

export interface UpdateConfigurationRequest__Output {
  'throttler_name': (string);
  'configuration': (_throttlerdata_Configuration__Output | null);
  'copy_zero_values': (boolean);
}
