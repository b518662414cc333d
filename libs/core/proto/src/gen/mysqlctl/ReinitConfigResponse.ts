

export interface ReinitConfigResponse {
}

export interface ReinitConfigResponse__Output {
}
