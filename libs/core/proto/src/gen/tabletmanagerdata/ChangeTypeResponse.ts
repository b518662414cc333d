

export interface ChangeTypeResponse {
}

export interface ChangeTypeResponse__Output {
}
