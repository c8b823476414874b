export { AuditSealModule } from './audit-seal.module';
export { Sealer } from './seal/sealer';
export { auditHeadTables, auditSealTables } from './tables';
