export { hear, type HeardBytes, type HeardEvent, messageOf } from './app/hear';
export {
  aPersonRef,
  asAdministrator,
  asAgent,
  asClerk,
  asCourier,
  asFulfilmentClerk,
  asOperator,
  asPerson,
  asService,
} from './app/principals';
export { TestApp, testApp, type TestAppOptions, type TestRequest } from './app/test-app';
export { TEST_PRINCIPAL_KEY, testSettings } from './app/test-settings';
export { aFakeClock, FakeClock } from './fake-clock';
export { clearOutbox, outboxOf, takeOutbox, type WrittenEvent } from './outbox';
export { DatabaseProxy } from './postgres/database-proxy';
export { type TestDatabase, testDatabase, testMigrations } from './postgres/test-database';
export { type TestCertificate, testCertificate } from './tls/certificate';
