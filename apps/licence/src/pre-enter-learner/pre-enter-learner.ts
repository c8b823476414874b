import { createHash, randomUUID } from 'node:crypto';

import { Injectable } from '@nestjs/common';
import { dayOf, inShanghai, type Instant, type LicenceClass } from '@open122/contracts';
import {
  actorOf,
  type AgentPrincipal,
  type Answer,
  type CommandRequest,
  Directory,
  type DocumentFields,
  documentOf,
  Idempotency,
  type Page,
  pageOf,
  principalAgent,
} from '@open122/http';
import { Audit, Clock, Database } from '@open122/service';

import { type Learner, learnerStore } from './learner.store';
import type { LearnerView } from './pre-enter-learner.controller';

export interface LearnerEntries {
  document: DocumentFields;
  name: string;
  mobile: string;
  licenceClass: LicenceClass;
}

/** A driving school enters its learners before they have a licence; from then on their mobiles are on file (rules §1, §8). */
@Injectable()
export class PreEnterLearner {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly directory: Directory,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Names and numbers go to identity, outside the transaction; entering somebody again corrects them. */
  async enter(
    command: CommandRequest,
    { document, licenceClass, ...particulars }: LearnerEntries,
  ): Promise<Answer<LearnerView>> {
    const agent = principalAgent(command.principal);
    const paper = documentOf(document, dayOf(this.clock.now()));
    const person = await this.directory.refOf(paper);
    const source = `learner:${digest(agent.account, person)}`;
    await this.directory.intern([{ source, document: paper, ...particulars }]);
    return this.idempotency.run(command, async (tx) => {
      const enteredAt = this.clock.now();
      const fresh = { learnerId: randomUUID(), school: agent.account, person, licenceClass, enteredAt };
      const learner = await learnerStore.enter(tx, fresh);
      const isNew = learner.learnerId === fresh.learnerId;
      await this.audit.record(tx, {
        ...{ actor: actorOf(agent), action: 'learner.enter', subject: person },
        detail: { learner: learner.learnerId, licenceClass, isNew },
      });
      return { status: isNew ? 201 : 200, body: learnerView(learner, particulars.name) };
    });
  }

  /** With their names, which identity prints and audits. */
  async list(
    agent: AgentPrincipal,
    before: { enteredAt: Instant; learnerId: string } | null,
    limit: number,
  ): Promise<Page<LearnerView>> {
    const rows = await this.database.read((tx) => learnerStore.page(tx, agent.account, before, limit + 1));
    const { items, next } = pageOf(rows, limit, ({ enteredAt, learnerId }) => [enteredAt, learnerId]);
    const reading = { purpose: 'learners of the school', actor: actorOf(agent) };
    const persons = [...new Set(items.map(({ person }) => person))];
    const known = persons.length === 0 ? [] : await this.directory.resolve(persons, reading);
    const names = new Map(known.map(({ person, name }) => [person, name]));
    return { items: items.map((each) => learnerView(each, names.get(each.person) ?? '')), next };
  }
}

const learnerView = ({ learnerId, licenceClass, enteredAt }: Learner, name: string): LearnerView => ({
  ...{ learnerId, name, licenceClass, enteredAt: inShanghai(enteredAt) },
});

/** The same school's entries of the same person are one source record. */
const digest = (school: string, person: string): string =>
  createHash('sha256').update(`${school}|${person}`).digest('base64url');
