

export interface ApplyBinlogFileResponse {
}

export interface ApplyBinlogFileResponse__Output {
}
