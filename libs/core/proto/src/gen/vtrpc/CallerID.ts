

export interface CallerID {
  'principal'?: (string);
  'component'?: (string);
  'subcomponent'?: (string);
  'groups'?: (string)[];
}

export interface CallerID__Output {
  'principal': (string);
  'component': (string);
  'subcomponent': (string);
  'groups': (string)[];
}
