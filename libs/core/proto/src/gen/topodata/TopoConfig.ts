

export interface TopoConfig {
  'topo_type'?: (string);
  'server'?: (string);
  'root'?: (string);
}

export interface TopoConfig__Output {
  'topo_type': (string);
  'server': (string);
  'root': (string);
}
