import { organisationCodeCheck } from '@open122/contracts';
import type { AgentPrincipal, Principal, StaffPrincipal } from '@open122/http';
import { asClerk } from '@open122/testkit';

import { aCitizen, type Citizen, claimsOf, type IdentityApp, PASSWORD, type Tokens } from './identity-app';

/** A valid organisation code, by number. */
export function anOrgCode(serial: number): string {
  const first8 = `T${String(serial).padStart(7, '0')}`;
  return first8 + organisationCodeCheck(first8);
}
export const anOrganisationClerk = (more: Partial<StaffPrincipal> = {}): StaffPrincipal =>
  asClerk('organisations', { staff: 'clerk of organisations', ...more });

export const aMandate = (more: object = {}) => ({
  ...{ letter: '授字1号', mandateFrom: '2026-01-01', mandateUntil: '2026-12-31' },
  ...more,
});

/** Organisations as identity registers them and lets their agents in. */
export class Organisations {
  constructor(private readonly identity: IdentityApp) {}

  /** An agent with the code that was sent to his mobile at the desk. */
  async agent(person: Citizen, clerk: Principal = anOrganisationClerk(), more: object = {}) {
    await this.identity.post('/v1/windows/agents/sms-codes', clerk, { mobile: person.mobile });
    const { document, name, mobile } = person;
    return { document, name, mobile, code: await this.identity.code(mobile), ...aMandate(), ...more };
  }

  async register(
    serial: number,
    {
      kind = 'driving-school',
      agent = aCitizen(serial),
      clerk = anOrganisationClerk(),
      more = {},
      mandate = {},
    }: {
      kind?: string;
      agent?: Citizen;
      clerk?: Principal;
      more?: object;
      mandate?: object;
    } = {},
  ) {
    const body = {
      organisation: { type: 'org-code', number: anOrgCode(serial) },
      ...{
        name: `试验单位${serial}`,
        kind,
        agent: await this.agent(agent, clerk, mandate),
        personPresent: true,
      },
      ...more,
    };
    return this.identity.post('/v1/windows/organisations', clerk, body);
  }

  async activate(serial: number, { mobile }: Citizen, password = PASSWORD) {
    await this.identity.post('/v1/sms-codes', undefined, { mobile, purpose: 'agent-first-sign-in' });
    const organisation = { type: 'org-code', number: anOrgCode(serial) };
    const code = await this.identity.code(mobile);
    return this.identity.post('/v1/organisation/activation', undefined, {
      organisation,
      mobile,
      code,
      password,
    });
  }

  signIn(serial: number, { mobile }: Citizen, more: object = {}) {
    const organisation = { type: 'org-code', number: anOrgCode(serial) };
    const body = { organisation, mobile, password: PASSWORD, ...more };
    return this.identity.post('/v1/organisation/sessions', undefined, body);
  }

  /** A registered organisation's agent, signed in, as the gateway would present him. */
  async signedIn(serial: number, kind = 'driving-school') {
    const person = aCitizen(serial);
    const registered = await this.register(serial, { kind });
    const { body } = await this.activate(serial, person);
    const session = body as unknown as Tokens;
    return { person, session, account: registered.body.account as string, principal: agentOf(session) };
  }
}

/** Whom the gateway makes of an agent's access token. */
export function agentOf({ accessToken }: Tokens): AgentPrincipal {
  const { sub, sid, person, account, organisation, organisationKind, mandateUntil } = claimsOf(accessToken);
  return {
    ...{
      kind: 'agent',
      agent: sub,
      person,
      account,
      organisation,
      organisationKind,
      mandateUntil,
      session: sid,
    },
  } as AgentPrincipal;
}
