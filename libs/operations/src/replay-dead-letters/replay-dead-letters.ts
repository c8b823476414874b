import { Injectable } from '@nestjs/common';
import {
  actorOf,
  type CommandRequest,
  decodeCursor,
  encodeCursor,
  Idempotency,
  Refusal,
} from '@open122/http';
import { DeadLetters, type LetterKind, type Replayed } from '@open122/messaging';
import { Audit, ServiceConfig, type Tx } from '@open122/service';

import { kindOf } from '../list-dead-letters/dead-letters-query';
import { maskText } from '../mask/mask-text';
import { refusalOf } from '../refusals';
import type { ReplayedKindView, ReplayedView } from './replayed-view';

/** A kind of letters, or all of them; `after` is the `next` of the batch before. */
export interface Batch {
  readonly kind: LetterKind;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Delivers dead letters once more, one or a batch, with one effect each and an audit row each. */
@Injectable()
export class ReplayDeadLetters {
  constructor(
    private readonly letters: DeadLetters,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly config: ServiceConfig,
  ) {}

  /** Refuses with the codes `dead-letter.*` what is not to be replayed; a handler that fails again is an outcome. */
  async one(command: CommandRequest, id: number): Promise<ReplayedView> {
    const actor = actorOf(command.principal);
    try {
      const { body } = await this.letters.replay(id, actor, (work) =>
        this.idempotency.run(command, async (tx) => {
          const replayed = await work(tx);
          const view = this.viewOf(replayed);
          await this.record(tx, actor, replayed, view);
          return { status: 200, body: view };
        }),
      );
      return body;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /**
   * The oldest letters of a kind, one after the other, each in a transaction of its own. The batch is kept under the command's
   * key: a repetition goes on where the first one broke off, and answers for the same letters.
   */
  async kind(command: CommandRequest, batch: Batch): Promise<ReplayedKindView> {
    const { ids, next } = await this.chosen(command, batch);
    const answer: ReplayedKindView = { replayed: 0, failed: 0, failures: [], next };
    for (const id of ids) {
      const why = await this.ofBatch(command, id);
      if (why === null) answer.replayed += 1;
      else answer.failures.push({ id, code: why });
    }
    return { ...answer, failed: answer.failures.length };
  }

  private async chosen(
    command: CommandRequest,
    { kind, after, limit }: Batch,
  ): Promise<{ ids: number[]; next: string | null }> {
    const [from = 0] = decodeCursor(after, 1) ?? [];
    const { body } = await this.idempotency.run(command, async (tx) => {
      const found = await this.letters.open(tx, kind, Number(from) || 0, limit + 1);
      const ids = found.slice(0, limit);
      const detail = { ...kindOf(kind), ids };
      const actor = actorOf(command.principal);
      await this.audit.record(tx, {
        ...{ actor, action: 'dead-letter.replay-kind', subject: 'dead-letters', detail },
      });
      const next = found.length > limit ? encodeCursor([ids.at(-1) ?? 0]) : null;
      return { status: 200, body: { ids, next } };
    });
    return body;
  }
  /** Why a letter of a batch was not replayed; null when it was. */
  private async ofBatch(command: CommandRequest, id: number): Promise<string | null> {
    const { key, principal, bodyDigest, operation } = command;
    try {
      const { outcome } = await this.one({ key, principal, bodyDigest, operation: `${operation} ${id}` }, id);
      return outcome === 'failed' ? 'dead-letter.failed-again' : null;
    } catch (error) {
      if (error instanceof Refusal && error.code.startsWith('dead-letter.')) return error.code;
      throw error;
    }
  }

  private record(tx: Tx, actor: string, { letter }: Replayed, { outcome }: ReplayedView): Promise<void> {
    const { id, handler, eventId } = letter;
    return this.audit.record(tx, {
      actor,
      action: 'dead-letter.replay',
      subject: `dead-letter:${id}`,
      detail: { handler, eventId, outcome },
    });
  }
  private viewOf({ letter, outcome, detail }: Replayed): ReplayedView {
    return {
      service: this.config.service,
      id: letter.id,
      outcome: outcome === 'dead' ? 'failed' : outcome,
      attempts: letter.attempts,
      detail: maskText(detail),
    };
  }
}
