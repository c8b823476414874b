import { Client } from 'pg';

import { databaseOf, thePlatform } from '../platform';
import { type Actor, type Citizen, hire } from '../story/cast';
import { LOST_LICENCE } from '../story/errand';
import { until } from '../story/until';
import type { World } from '../story/world';

interface Lifting {
  id: string;
  person: string;
  state: string;
}
interface Standing {
  listedUntil: string | null;
  mayAppeal: boolean;
  liftings: { state: string; text: string; reason: string | null }[];
}

/** What somebody who is listed, and the operators, do until he is listed no more. */
export class LiftListing {
  constructor(
    private readonly world: World,
    private readonly citizen: Citizen,
  ) {}

  async standing(): Promise<Standing> {
    return this.world.gateway.expect(200, { path: '/v1/me/standing', token: await this.citizen.token() });
  }

  /** Of the pre-check of a replacement. */
  async eligible(): Promise<boolean> {
    const token = await this.citizen.token();
    const { items } = await this.world.gateway.expect<{ items: { licenceId: string }[] }>(200, {
      ...{ path: '/v1/me/licences', token },
    });
    const path = `/v1/services/${LOST_LICENCE}/eligibility?object=${items[0]?.licenceId}`;
    return (await this.world.gateway.expect<{ eligible: boolean }>(200, { path, token })).eligible;
  }

  async appeal() {
    return this.world.gateway.call<Lifting & { code: string }>({
      ...{ method: 'POST', path: '/v1/me/standing/appeals', token: await this.citizen.token() },
      body: { reason: '领取期间我在外地住院，请核实。' },
    });
  }

  async decide(id: string, operator: Actor, step: string) {
    return this.world.gateway.call<Lifting & { code: string }>({
      ...{ method: 'POST', path: `/v1/ops/liftings/${id}/decisions`, token: await operator.token() },
      body: { step, reason: '住院证明已核实' },
    });
  }

  another(): Promise<Actor> {
    const { gateway, administrator } = this.world;
    return hire(gateway, administrator, { role: 'operator', owner: 'vehicle' });
  }

  async told(text: string): Promise<void> {
    await until(
      'him to be told',
      () => this.citizen.messages(),
      (all) => all.some((each) => each.text.includes(text)),
      30,
    );
  }

  /** What is in blacklist's audit of him, in order. */
  async audited(person: string): Promise<string[]> {
    const client = new Client({ connectionString: databaseOf(thePlatform(), 'blacklist') });
    await client.connect();
    const { rows } = await client.query<{ action: string }>(
      'select action from audit where subject = $1 order by id',
      [person],
    );
    await client.end();
    return rows.map(({ action }) => action);
  }
}
