

export interface ReinitConfigRequest {
}

export interface ReinitConfigRequest__Output {
}
