/** Whether a server's version, as its handshake or `@@version` has it ('10.11.18-MariaDB-0+deb12u1'), is MariaDB's; otherwise it is MySQL's. */
export const isMariadbVersion = (serverVersion: string): boolean => /mariadb/i.test(serverVersion);
