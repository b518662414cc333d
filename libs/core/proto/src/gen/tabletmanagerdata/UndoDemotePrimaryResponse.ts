

export interface UndoDemotePrimaryResponse {
}

export interface UndoDemotePrimaryResponse__Output {
}
