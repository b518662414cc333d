

export interface MountListRequest {
}

export interface MountListRequest__Output {
}
