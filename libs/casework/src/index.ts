export type { Application } from './application';
export { caseworkEntities } from './application.schema';
export type { CaseOwner, OwnedRecord } from './case-owner';
export { CaseworkModule, type CaseworkOptions } from './casework.module';
export { standings } from './standing/standings';
export { caseworkTables } from './tables';
