

export interface RunMysqlUpgradeResponse {
}

export interface RunMysqlUpgradeResponse__Output {
}
