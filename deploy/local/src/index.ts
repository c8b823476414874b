export type { Addresses } from './addresses';
export { ensureDatabases } from './databases';
export { type Live, liveGateway, liveRun } from './live';
export { HOST, LocalProvince, type ProvinceOptions } from './local-province';
export { Problem } from './problem';
export type { ProfileName } from './profile';
export { type ServiceSettings } from './settings';
export { LocalStack, type ServerName, type StackOptions } from './stack';
export { Screen, silent, type Terminal } from './terminal';
