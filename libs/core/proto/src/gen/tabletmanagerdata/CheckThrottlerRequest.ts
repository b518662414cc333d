

export interface CheckThrottlerRequest {
  'app_name'?: (string);
  'scope'?: (string);
  'skip_request_heartbeats'?: (boolean);
  'ok_if_not_exists'?: (boolean);
}

export interface CheckThrottlerRequest__Output {
  'app_name': (string);
  'scope': (string);
  'skip_request_heartbeats': (boolean);
  'ok_if_not_exists': (boolean);
}
