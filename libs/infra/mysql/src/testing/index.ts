export { availableFlavors, type Flavor, findPrograms, freePort, TestMysqld } from './mysqld.ts';
