

export interface VTGateCallerID {
  'username'?: (string);
  'groups'?: (string)[];
}

export interface VTGateCallerID__Output {
  'username': (string);
  'groups': (string)[];
}
