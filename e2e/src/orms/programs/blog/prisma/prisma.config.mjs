// Making a client asks for the address of a database, and does not connect to it.
import { defineConfig } from 'prisma/config';

export default defineConfig({ schema: 'schema.prisma', datasource: { url: 'mysql://127.0.0.1/none' } });
