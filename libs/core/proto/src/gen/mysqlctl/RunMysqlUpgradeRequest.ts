

export interface RunMysqlUpgradeRequest {
}

export interface RunMysqlUpgradeRequest__Output {
}
