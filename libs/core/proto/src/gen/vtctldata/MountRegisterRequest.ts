

export interface MountRegisterRequest {
  'topo_type'?: (string);
  'topo_server'?: (string);
  'topo_root'?: (string);
  'name'?: (string);
}

export interface MountRegisterRequest__Output {
  'topo_type': (string);
  'topo_server': (string);
  'topo_root': (string);
  'name': (string);
}
