import { createHash } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { Clock, Database, type Tx } from '@open122/service';

import { actorOf } from '../principal/principal';
import { refuse } from '../refusals';
import type { CommandRequest } from './command';

/** Answers given under an idempotency key; `json` (not jsonb) keeps the bytes' order, so that a repetition reads the same. */
export const idempotencyTable = `
CREATE TABLE idempotency (
  key_hash text PRIMARY KEY,
  body_digest text NOT NULL,
  status smallint NOT NULL,
  body json NOT NULL,
  created_at timestamptz(3) NOT NULL
);
CREATE INDEX idempotency_age ON idempotency USING brin (created_at);
`;

/** What a command answers: kept under its key when it succeeds. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

interface Known<T> {
  readonly body_digest: string;
  readonly status: number;
  readonly body: T;
}

const scopeOf = (command: CommandRequest): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([actorOf(command.principal), command.operation, command.key]))
    .digest();

/** Once per principal, operation and key: one effect, one answer (design §7). Kept for two days. */
@Injectable()
export class Idempotency {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` in one transaction with the keeping of its answer. A repetition gets the same answer before any rule or step-up
   * is looked at. Refuses `idempotency.in-flight` (409) and `idempotency.other-body` (422). A refusal thrown by `work` is not
   * kept: it rolls everything back, and the same key may be tried again.
   */
  async run<T>(command: CommandRequest, work: (tx: Tx) => Promise<Answer<T>>): Promise<Answer<T>> {
    if (command.principal.kind === 'anonymous') throw refuse.principalMissing();
    const scope = scopeOf(command);
    const { answer, replayed } = await this.database.transaction(async (tx) => {
      // Sent together, answered in order: the look-up's own snapshot sees what the lock's former holder committed.
      const [, known] = await Promise.all([this.lock(tx, scope), this.find<T>(tx, scope)]);
      if (known === undefined) return { answer: await this.keep(tx, scope, command, work), replayed: false };
      if (known.body_digest !== command.bodyDigest) throw refuse.otherBody();
      return { answer: { status: known.status, body: known.body }, replayed: true };
    });
    if (replayed) command.onReplay?.();
    return answer;
  }

  private async lock(tx: Tx, scope: Buffer): Promise<void> {
    const [row] = await tx.run<{ locked: boolean }>(
      'idempotency-lock',
      'SELECT pg_try_advisory_xact_lock($1::bigint) AS locked',
      [scope.readBigInt64BE().toString()],
    );
    if (row?.locked !== true) throw refuse.inFlight().with({ retryAfterSeconds: 1 });
  }

  private async find<T>(tx: Tx, scope: Buffer): Promise<Known<T> | undefined> {
    const rows = await tx.run<Known<T>>(
      'idempotency-find',
      'SELECT body_digest, status, body FROM idempotency WHERE key_hash = $1',
      [scope.toString('base64url')],
    );
    return rows[0];
  }

  private async keep<T>(
    tx: Tx,
    scope: Buffer,
    command: CommandRequest,
    work: (tx: Tx) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    const answer = await work(tx);
    tx.send(
      'idempotency-keep',
      'INSERT INTO idempotency (key_hash, body_digest, status, body, created_at) VALUES ($1, $2, $3, $4, $5)',
      [
        scope.toString('base64url'),
        command.bodyDigest,
        answer.status,
        JSON.stringify(answer.body ?? null),
        this.clock.wall(),
      ],
    );
    return answer;
  }
}
