import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { residentIdCheck } from '@open122/contracts';
import type { Principal, StaffPrincipal } from '@open122/http';
import {
  asAdministrator,
  asClerk,
  type FakeClock,
  type TestApp,
  testApp,
  type TestRequest,
} from '@open122/testkit';
import { exportJWK, generateKeyPair } from 'jose';
import type { DestinationStream } from 'pino';

import { service } from '../main';
import { Vault } from '../vault';

const key = (): string => randomBytes(32).toString('base64url');

/** Identity as it runs, on a database of its own, with fresh keys. */
export class IdentityApp {
  readonly #seen = new Set<string>();

  private constructor(readonly app: TestApp) {}

  static async start(env: NodeJS.ProcessEnv = {}, log?: DestinationStream): Promise<IdentityApp> {
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const settings = {
      IDENTITY_REF_KEY: key(),
      IDENTITY_DATA_KEY: key(),
      IDENTITY_DATA_KEY_ID: 'test',
      IDENTITY_TOKEN_KEY: JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'test' }),
      IDENTITY_LICENCE_KEY: key(),
      IDENTITY_VEHICLE_KEY: key(),
      IDENTITY_FULFILMENT_KEY: key(),
      IDENTITY_SMS_PORT: 'sandbox',
      IDENTITY_PASSWORD_COST: 'owasp-minimum',
    };
    return new IdentityApp(await testApp(service, { env: { ...settings, ...env }, ...(log && { log }) }));
  }

  get clock(): FakeClock {
    return this.app.clock;
  }
  get vault(): Vault {
    return this.app.get(Vault);
  }

  post(path: string, as: Principal | undefined, body?: unknown, headers: Record<string, string> = {}) {
    const request: TestRequest = { body, headers: { 'idempotency-key': randomUUID(), ...headers } };
    return this.app.request('POST', path, as === undefined ? request : { ...request, as });
  }
  get(path: string, as?: Principal, headers: Record<string, string> = {}) {
    return this.app.request('GET', path, as === undefined ? { headers } : { as, headers });
  }

  /** Texts sent to a mobile that no earlier call has seen; waits for at least `least`. */
  async newSms(mobile: string, least = 1): Promise<string[]> {
    for (let patience = 100; ; patience -= 1) {
      const { body } = await this.get(`/v1/sandbox/sms?limit=100&mobile=${mobile}`, asAdministrator());
      const items = (body.items as unknown as { id: string; text: string }[]).filter(
        ({ id }) => !this.#seen.has(id),
      );
      if (items.length >= least || patience === 0) {
        for (const { id } of items) this.#seen.add(id);
        return items.map(({ text }) => text);
      }
      await sleep(20);
    }
  }
  /** The code of the SMS that has just been sent to a mobile. */
  async code(mobile: string): Promise<string> {
    const [text = ''] = await this.newSms(mobile);
    return /(?<!\d)\d{6}(?!\d)/.exec(text)?.[0] ?? `no code in: ${text}`;
  }
  /** Waits until every message was handed over. */
  async smsIdle(): Promise<void> {
    while (
      (await this.app.database.run('test.sms-waiting', 'select 1 from sms_message limit 1')).length > 0
    ) {
      await sleep(20);
    }
  }

  /** A code for the desk, and the registration with it. */
  async register(citizen: Citizen, clerk: StaffPrincipal = aClerk(), more: object = {}) {
    const { mobile, name, document } = citizen;
    await this.post('/v1/windows/sms-codes', clerk, { mobile });
    const code = await this.code(mobile);
    const body = { document, name, mobile, code, personPresent: true, ...more };
    return this.post('/v1/windows/registrations', clerk, body);
  }
  async activate(mobile: string, password = PASSWORD) {
    await this.post('/v1/sms-codes', undefined, { mobile, purpose: 'first-sign-in' });
    return this.post('/v1/account/activation', undefined, {
      mobile,
      code: await this.code(mobile),
      password,
    });
  }
  /** A citizen who is registered and signed in, as the gateway would present him. */
  async signedIn(citizen: Citizen): Promise<{ principal: Principal; session: Tokens }> {
    await this.register(citizen);
    const { body } = await this.activate(citizen.mobile);
    const session = body as unknown as Tokens;
    const { sub, person, level, sid } = claimsOf(session.accessToken);
    const principal = { kind: 'person', person, account: sub, level, session: sid } as Principal;
    return { principal, session };
  }
  close(): Promise<void> {
    return this.app.close();
  }
}

export const PASSWORD = 'three quiet herons';

export interface Tokens {
  accessToken: string;
  refreshToken: string;
}
export const claimsOf = (token: string): Record<string, string> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, string>;

export interface Citizen {
  document: { type: 'resident-id'; number: string };
  name: string;
  mobile: string;
}
/** An invented person of the ranges set aside for tests (rules §10). */
export function aCitizen(serial: number, more: Partial<Citizen> = {}): Citizen {
  const first17 = `13010219900101${String(serial).padStart(3, '0')}`;
  return {
    document: { type: 'resident-id', number: first17 + residentIdCheck(first17) },
    name: `试验员${serial}`,
    mobile: `138${String(serial).padStart(8, '0')}`,
    ...more,
  };
}
export const aClerk = (more: Partial<StaffPrincipal> = {}): StaffPrincipal => asClerk('changan', more);
