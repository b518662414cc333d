
import type { Configuration as _throttlerdata_Configuration, Configuration__Output as _throttlerdata_Configuration__Output } from '../throttlerdata/Configuration.ts';

export interface GetConfigurationResponse {
  'configurations'?: ({[key: string]: _throttlerdata_Configuration});
}

export interface GetConfigurationResponse__Output {
  'configurations': ({[key: string]: _throttlerdata_Configuration__Output});
}
