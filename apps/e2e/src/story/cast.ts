import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

import { authenticator } from 'otplib';

import { type Answer, digestOf, type GatewayClient } from './gateway-client';
import { until } from './until';

/** Somebody who can sign in; the token is fetched anew before it runs out. */
export interface Actor {
  name: string;
  token(): Promise<string>;
}

export interface Session {
  accessToken: string;
  refreshToken: string;
}

export interface StaffSecrets {
  username: string;
  password: string;
  totpSecret: string;
}

/** A person as the inner registry knows him. */
export interface Person {
  documentNumber: string;
  name: string;
  mobile: string;
  fileNumber: string;
  plate: string;
  plateType: string;
}

const TOKEN_KEPT_MILLISECONDS = 8 * 60_000;
const TOTP_STEP_MILLISECONDS = 30_000;

const kept = (name: string, signIn: () => Promise<string>, first?: string): Actor => {
  let token = first;
  let since = Date.now();
  return {
    name,
    async token() {
      if (token === undefined || Date.now() - since > TOKEN_KEPT_MILLISECONDS) {
        token = await signIn();
        since = Date.now();
      }
      return token;
    },
  };
};

/** A member of staff: password and TOTP; a code already used by an earlier run waits for the next one. */
export const staff = (gateway: GatewayClient, secrets: StaffSecrets, first?: string): Actor =>
  kept(secrets.username, () => signInStaff(gateway, secrets), first);

async function signInStaff(gateway: GatewayClient, secrets: StaffSecrets): Promise<string> {
  const signIn = () =>
    gateway.call<{ accessToken: string }>({
      method: 'POST',
      path: '/v1/staff-sessions',
      body: {
        username: secrets.username,
        password: secrets.password,
        totp: authenticator.generate(secrets.totpSecret),
      },
    });
  let answer = await signIn();
  if (answer.status === 401) {
    await pause(TOTP_STEP_MILLISECONDS - (Date.now() % TOTP_STEP_MILLISECONDS) + 500);
    answer = await signIn();
  }
  if (answer.status >= 300)
    throw new Error(`${secrets.username} cannot sign in: ${JSON.stringify(answer.body)}`);
  return answer.body.accessToken;
}

/** Somebody who has just signed in; his token is refreshed before it runs out. */
export function refreshed(gateway: GatewayClient, name: string, first: Session): Actor {
  let { accessToken, refreshToken } = first;
  let fresh = true;
  return kept(name, async () => {
    if (fresh) {
      fresh = false;
      return accessToken;
    }
    ({ accessToken, refreshToken } = await gateway.expect<Session>(200, {
      ...{ method: 'POST', path: '/v1/sessions/refresh', body: { refreshToken } },
    }));
    return accessToken;
  });
}

interface Post {
  role: 'clerk' | 'operator' | 'fulfilment' | 'grants-officer' | 'auditor' | 'administrator';
  window?: string;
  owner?: 'licence' | 'vehicle';
  document?: { type: string; number: string };
}

/** The people behind the counter, made by the administrator for this run. */
export async function hire(gateway: GatewayClient, administrator: Actor, post: Post): Promise<Actor> {
  const { secrets, accessToken } = await appoint(gateway, administrator, post);
  return staff(gateway, secrets, accessToken);
}

/** Somebody new, who has replaced the password that was drawn for him, and what he signed in with for that. */
export async function appoint(
  gateway: GatewayClient,
  administrator: Actor,
  post: Post,
): Promise<{ secrets: StaffSecrets; accessToken: string }> {
  const made = await gateway.expect<StaffSecrets>(201, {
    method: 'POST',
    path: '/v1/ops/staff',
    token: await administrator.token(),
    body: { username: `${post.role}-${randomUUID().slice(0, 8)}`, name: `Story ${post.role}`, ...post },
  });
  const password = `a long pass phrase ${randomInt(1e9)}`;
  const { accessToken } = await gateway.expect<Session>(200, {
    ...{ method: 'PUT', path: '/v1/me/password', token: await signInStaff(gateway, made) },
    body: { current: made.password, password },
  });
  return { secrets: { ...made, password }, accessToken };
}

/** A citizen with a phone: reads his SMS from the sandbox's outbox, signs in, confirms what he does. */
export class Citizen {
  readonly password = `a long pass phrase ${randomInt(1e9)}`;
  private actor: Actor | undefined;

  constructor(
    private readonly gateway: GatewayClient,
    private readonly administrator: Actor,
    readonly person: Person,
  ) {}

  async token(): Promise<string> {
    if (this.actor === undefined) throw new Error(`${this.person.name} has not signed in yet`);
    return this.actor.token();
  }

  /** Sends something that makes the platform write an SMS, and waits for the code in it. */
  async codeAfter(send: () => Promise<unknown>): Promise<string> {
    const before = new Set((await this.messages()).map((each) => each.id));
    await send();
    const isNew = (each: { id: string; text: string }) => !before.has(each.id) && /\d{6}/.test(each.text);
    const messages = await until(
      'an SMS with a code',
      () => this.messages(),
      (all) => all.some(isNew),
      30,
    );
    return /\d{6}/.exec(messages.find(isNew)?.text ?? '')?.[0] ?? '';
  }

  /** Every SMS to his mobile, the newest first. */
  async messages(): Promise<{ id: string; text: string }[]> {
    const page = await this.gateway.expect<{ items: { id: string; text: string }[] }>(200, {
      path: `/v1/sandbox/sms?mobile=${this.person.mobile}`,
      token: await this.administrator.token(),
    });
    return page.items;
  }

  /** First sign-in: SMS code and a password of his own. */
  async activate(): Promise<void> {
    const { mobile } = this.person;
    const code = await this.codeAfter(() =>
      this.gateway.expect(202, {
        method: 'POST',
        path: '/v1/sms-codes',
        body: { mobile, purpose: 'first-sign-in' },
      }),
    );
    this.signedIn(
      await this.gateway.expect<Session>(200, {
        method: 'POST',
        path: '/v1/account/activation',
        body: { mobile, code, password: this.password },
      }),
    );
  }

  /** Registers himself online, with what the registry knows of him unless told otherwise. */
  async registerOnline(more: object = {}): Promise<Answer> {
    const { mobile, name, documentNumber: number } = this.person;
    const code = await this.codeAfter(() =>
      this.gateway.expect(202, {
        method: 'POST',
        path: '/v1/sms-codes',
        body: { mobile, purpose: 'registration' },
      }),
    );
    const document = { type: 'resident-id', number };
    const answer = await this.gateway.call<Session & Answer['body']>({
      method: 'POST',
      path: '/v1/account/registrations',
      body: { document, name, mobile, code, password: this.password, ...more },
    });
    if (answer.status === 201) this.signedIn(answer.body);
    return answer;
  }

  private signedIn(first: Session): void {
    this.actor = refreshed(this.gateway, this.person.name, first);
  }

  /** Exchanges an SMS code for a step-up token that is good for exactly this body. */
  async stepUp(purpose: string, body: unknown): Promise<string> {
    let stepUpId = '';
    const code = await this.codeAfter(async () => {
      const asked = await this.gateway.expect<{ stepUpId: string }>(201, {
        method: 'POST',
        path: '/v1/step-ups',
        token: await this.token(),
        body: { purpose, bodyDigest: digestOf(body) },
      });
      stepUpId = asked.stepUpId;
    });
    const confirmed = await this.gateway.expect<{ stepUp: string }>(200, {
      method: 'POST',
      path: `/v1/step-ups/${stepUpId}/confirmation`,
      token: await this.token(),
      body: { code },
    });
    return confirmed.stepUp;
  }
}
