

export interface MountShowResponse {
  'topo_type'?: (string);
  'topo_server'?: (string);
  'topo_root'?: (string);
  'name'?: (string);
}

export interface MountShowResponse__Output {
  'topo_type': (string);
  'topo_server': (string);
  'topo_root': (string);
  'name': (string);
}
