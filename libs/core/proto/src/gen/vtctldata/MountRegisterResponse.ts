

export interface MountRegisterResponse {
}

export interface MountRegisterResponse__Output {
}
