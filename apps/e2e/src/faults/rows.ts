import { brokerAway } from './broker-away';
import { frozenConsumer } from './frozen-consumer';
import { idempotency } from './idempotency';
import { importKilled } from './import-killed';
import { oneEffect, textbook } from './one-effect';
import { poison } from './poison';
import { recovery } from './recovery';
import { rollingRestart } from './rolling-restart';
import type { FaultRow } from './row';
import { story } from './story';

/** In the order of the quality goals. */
export const faultRows: readonly FaultRow[] = [
  oneEffect,
  textbook,
  brokerAway,
  poison,
  idempotency,
  rollingRestart,
  recovery,
  frozenConsumer,
  importKilled,
  story,
];
