import { Injectable } from '@nestjs/common';
import { actorOf, decodeCursor, type Page, pageOf, type Principal } from '@open122/http';
import { CannotReplay, DeadLetters } from '@open122/messaging';
import { Audit, Database, ServiceConfig } from '@open122/service';

import { type DeadLetterView, deadLetterView } from '../dead-letter-view';
import { refusalOf } from '../refusals';
import { type DeadLettersQuery, kindOf } from './dead-letters-query';

/** Values up to so many bytes are shown: of each letter of a list, and of one alone. */
const MOST = { list: 4_096, one: 262_144 };

/** Shows a service's dead letters to its operators; every reading is audited with what it was for. */
@Injectable()
export class ListDeadLetters {
  constructor(
    private readonly database: Database,
    private readonly letters: DeadLetters,
    private readonly audit: Audit,
    private readonly config: ServiceConfig,
  ) {}

  async list(query: DeadLettersQuery, principal: Principal): Promise<Page<DeadLetterView>> {
    const [before = Number.MAX_SAFE_INTEGER] = decodeCursor(query.cursor, 1) ?? [];
    const { state, limit } = query;
    const kind = kindOf(query);
    const asked = { state, kind, before: Number(before) || 0, limit: limit + 1, most: MOST.list };
    const rows = await this.database.transaction(async (tx) => {
      const found = await this.letters.list(tx, asked);
      await this.audit.record(tx, {
        actor: actorOf(principal),
        action: 'dead-letter.list',
        subject: 'dead-letters',
        purpose: 'operation of the bus',
        detail: { state, ...kind, ids: found.slice(0, limit).map(({ id }) => id) },
      });
      return found;
    });
    const { items, next } = pageOf(rows, limit, ({ id }) => [id]);
    return { items: items.map((letter) => deadLetterView(this.config.service, letter)), next };
  }

  /** Refuses `dead-letter.not-found`. */
  async one(id: number, purpose: string, principal: Principal): Promise<DeadLetterView> {
    const letter = await this.database.transaction(async (tx) => {
      const found = await this.letters.find(tx, id, MOST.one);
      if (found === undefined) throw refusalOf(new CannotReplay('unknown'));
      await this.audit.record(tx, {
        actor: actorOf(principal),
        action: 'dead-letter.read',
        subject: `dead-letter:${id}`,
        purpose,
      });
      return found;
    });
    return deadLetterView(this.config.service, letter);
  }
}
