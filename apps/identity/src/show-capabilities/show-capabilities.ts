import { Injectable } from '@nestjs/common';
import { CAPABILITIES, capabilityOf, type Holder, lacking } from '@open122/catalogue';
import { type Day, dayOf, type Words } from '@open122/contracts';
import { type AgentPrincipal, type Language, type PersonPrincipal } from '@open122/http';
import { Clock, Database, type Tx } from '@open122/service';

import { type OrganisationGrant } from '../grant';
import { GrantStore } from '../grant.store';
import { individualKinds } from '../individual';
import { PersonStore } from '../person.store';
import type { CapabilityView } from './show-capabilities.controller';

type Held = Extract<Holder, { kind: 'organisation' }>['grants'];

/** What somebody may do; what not, why, and how to get it: the capability matrix for one (rules §1.1). */
@Injectable()
export class ShowCapabilities {
  constructor(
    private readonly database: Database,
    private readonly persons: PersonStore,
    private readonly grants: GrantStore,
    private readonly clock: Clock,
  ) {}

  async of(principal: PersonPrincipal | AgentPrincipal, language: Language): Promise<CapabilityView[]> {
    const holder = await this.database.read((tx) => this.#holder(tx, principal));
    const say = ({ zh, en }: Words): string => (language === 'en' ? en : zh);
    return CAPABILITIES.map((id) => {
      const lacks = lacking(id, holder);
      const reasons = lacks.map(({ code, text, cures }) => ({
        code,
        text: say(text),
        cures: cures.map(say),
      }));
      return { id, name: say(capabilityOf(id).name), allowed: lacks.length === 0, reasons };
    });
  }

  async #holder(tx: Tx, principal: PersonPrincipal | AgentPrincipal): Promise<Holder> {
    if (principal.kind === 'person') {
      const { person, level } = principal;
      const records = (await this.persons.known(tx, [person])).get(person)?.records ?? [];
      return { kind: 'individual', level, kinds: individualKinds(records) };
    }
    const grants = heldGrants(await this.grants.of(tx, principal.account), dayOf(this.clock.now()));
    return { kind: 'organisation', organisation: principal.organisationKind, grants };
  }
}

/** How an organisation's grants stand on a day; `grants`: the latest application first. */
export function heldGrants(grants: readonly OrganisationGrant[], today: Day): Held {
  const held: { -readonly [K in keyof Held]: Held[K] } = {};
  for (const { delegation, state, validFrom, validUntil } of grants) {
    if (held[delegation] !== undefined) continue;
    if (state === 'suspended') held[delegation] = 'suspended';
    if (state !== 'granted' || validFrom === null) continue;
    held[delegation] = validFrom <= today && (validUntil === null || today <= validUntil) ? 'valid' : 'over';
  }
  return held;
}
