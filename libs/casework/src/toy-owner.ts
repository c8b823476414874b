import { Injectable, Module } from '@nestjs/common';
import { type Business, rule } from '@open122/catalogue';
import { addMinutes, type Instant, type PersonRef } from '@open122/contracts';
import {
  digestOf,
  HttpModule,
  httpSettings,
  httpTables,
  type PersonPrincipal,
  refusal,
  type StaffPrincipal,
} from '@open122/http';
import { MessagingModule, messagingSettings, messagingTables } from '@open122/messaging';
import { defineService, serviceTables, type Tx } from '@open122/service';
import { aPersonRef, asOperator, asPerson, type TestApp, testApp, testMigrations } from '@open122/testkit';

import {
  caseworkEntities,
  CaseworkModule,
  caseworkTables,
  type CaseOwner,
  type OwnedRecord,
  standings,
} from '.';

/** A business that no law knows: casework is tested without the catalogue's. */
const red = rule(
  ['licence'],
  { code: 'toy.red', basis: 'toy law', text: { zh: '红', en: 'red' }, cures: [{ zh: '染', en: 'dye it' }] },
  ({ licence }) => !licence.status.includes('K'),
);
const notListed = rule(
  ['person'],
  { code: 'toy.listed', basis: 'toy law', text: { zh: '列', en: 'listed' }, cures: [] },
  ({ person }, { submittedAt }) => person.listedFrom === null || person.listedFrom > submittedAt,
);
const toy: Business = {
  id: 'T1',
  name: { zh: '玩具', en: 'Toy' },
  owner: 'licence',
  level: 'window',
  delivery: ['pickup'],
  roams: false,
  opens: (parameters) => parameters.opensFirst,
  rules: [red, notListed],
  returns: ['old toy'],
  fee: () => 1234,
  effect: 'paint',
  document: 'driving-licence',
};

@Injectable()
class ToyOwner implements CaseOwner {
  readonly service = 'licence';
  readonly notFound = refusal('toy.not-found', 404, '没有', 'none');
  readonly effects: CaseOwner['effects'] = {
    async paint(tx, { object }) {
      const sql = 'update toy set coats = coats + 1 where id = $1 returning coats';
      return (await tx.run<{ coats: number }>('toy.paint', sql, [object]))[0]!.coats;
    },
  };

  async recordsOf(tx: Tx, person: PersonRef): Promise<Record<string, unknown[]>> {
    return { toys: await tx.run('toy.of', 'select * from toy where person = $1', [person]) };
  }

  async record(tx: Tx, person: PersonRef, object: string, lock: boolean): Promise<OwnedRecord | null> {
    const sql = `select person, red from toy where id = $1 ${lock ? 'for update' : ''}`;
    const [found] = await tx.run<{ person: string; red: boolean }>(`toy.${lock}`, sql, [object]);
    if (found === undefined) return null;
    return {
      own: found.person === person,
      facts: { licence: { bound: true, status: found.red ? ['K'] : ['A'] } },
    };
  }
}

@Module({
  imports: [
    HttpModule.forRoot(),
    MessagingModule.forRoot({ facts: [standings] }),
    CaseworkModule.forOwner({ service: 'licence', caseOwner: ToyOwner, effects: [], businesses: [toy] }),
  ],
})
class ToyModule {}

const toyService = defineService({
  name: 'licence',
  module: ToyModule,
  settings: { ...httpSettings, ...messagingSettings },
  entities: caseworkEntities,
});

export const HOLDER = aPersonRef('holder');
export const OPERATOR = asOperator('licence', { staff: 'op-1' });

/** A service with nothing but casework, on a database of its own. */
export class ToyService {
  private keys = 0;

  private constructor(readonly app: TestApp) {}

  static async start(): Promise<ToyService> {
    const toys = 'create table toy (id uuid primary key, person text, red boolean, coats integer);';
    const tables = [serviceTables, httpTables, messagingTables, caseworkTables, toys];
    const database = await testMigrations(tables, { entities: caseworkEntities });
    const app = await testApp(toyService, { database });
    const stop = app.close.bind(app);
    app.close = async () => {
      await stop();
      await database.close();
    };
    return new ToyService(app);
  }

  key(): string {
    return `toy-key-${(this.keys += 1)}`;
  }

  async aToy(person: PersonRef = HOLDER): Promise<string> {
    const sql = `insert into toy values (gen_random_uuid(), $1, false, 1) returning id`;
    return (await this.app.database.run<{ id: string }>('toy.make', sql, [person]))[0]!.id;
  }

  /** A person who has confirmed exactly this body by SMS. */
  confirmed(body: unknown, change: Partial<PersonPrincipal> = {}, expiresAt?: Instant): PersonPrincipal {
    return asPerson('holder', {
      account: 'account-1',
      stepUp: {
        jti: this.key(),
        purpose: 'apply:T1',
        bodyDigest: digestOf(JSON.stringify(body)),
        expiresAt: expiresAt ?? addMinutes(this.app.clock.now(), 5),
      },
      ...change,
    });
  }

  submit(body: unknown, as = this.confirmed(body), key = this.key()) {
    const headers = { 'idempotency-key': key, 'accept-language': 'en' };
    return this.app.request('POST', '/v1/services/T1/applications', { as, body, headers });
  }

  /** An application for a toy, fresh unless given. */
  async anApplication(object?: string): Promise<string> {
    const answer = await this.submit(aBody(object ?? (await this.aToy())));
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body.serial as string;
  }

  post(path: string, as: PersonPrincipal | StaffPrincipal, body?: unknown, key = this.key()) {
    const headers = { 'idempotency-key': key, 'accept-language': 'en' };
    return this.app.request('POST', path, { as, body, headers });
  }
}

export const aBody = (object: string) => ({
  object,
  delivery: { method: 'pickup', office: 'internet-business-centre' },
  declaration: true,
});
