export type { Application } from './application';
export { caseworkEntities } from './application.schema';
export type { CaseOwner, OwnedRecord } from './case-owner';
export { CaseworkModule, type CaseworkOptions } from './casework.module';
export { CopiedGrants } from './grant/copied-grants';
export { grants, grantTable } from './grant/grants';
export { standings } from './standing/standings';
export { caseworkTables } from './tables';
