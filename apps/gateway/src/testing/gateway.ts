import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { epochOf } from '@open122/contracts';
import { aFakeClock, type FakeClock, type TestApp, testApp, testSettings } from '@open122/testkit';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { parse, stringify } from 'yaml';

import { service } from '../main';
import { FarEnd } from './line';

const SERVICES = ['IDENTITY', 'LICENCE', 'VEHICLE', 'FULFILMENT', 'BLACKLIST'];
export const LINE_KEY = Buffer.alloc(32, 9);

/** A gateway on a database of its own, in front of one far end that stands for all services and publishes identity's key. */
export interface TestGateway {
  readonly app: TestApp;
  readonly far: FarEnd;
  readonly clock: FakeClock;
  /** Signs the callbacks of the courier `sandbox`, key id `c1`. */
  readonly courierKey: KeyObject;
  /** A token of identity's, for ten minutes. */
  token(claims: Record<string, unknown>, typ?: string): Promise<string>;
  close(): Promise<void>;
}

/** The province of the checkout with a courier whose key the test holds. */
function provinceFile(publicKey: KeyObject, sandbox: boolean): string {
  const original = testSettings('gateway', 'postgres://x').PROVINCE_FILE ?? '';
  const province = parse(readFileSync(original, 'utf8')) as Record<string, unknown> & { couriers: object[] };
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'c1' };
  const couriers = [{ ...province.couriers[0], id: 'sandbox', keys: [jwk] }];
  const file = join(mkdtempSync(join(tmpdir(), 'province-')), 'province.yaml');
  writeFileSync(file, stringify({ ...province, sandbox, couriers }));
  return file;
}

export async function testGateway(env: NodeJS.ProcessEnv = {}, sandbox = true): Promise<TestGateway> {
  const far = await FarEnd.open();
  const identity = await generateKeyPair('EdDSA', { extractable: true });
  const jwks = JSON.stringify({
    keys: [{ ...(await exportJWK(identity.publicKey)), kid: 'i1', alg: 'EdDSA' }],
  });
  far.early = (request, response) => {
    if (request.url !== '/internal/jwks') return false;
    response.end(jwks);
    return true;
  };
  const { privateKey: courierKey, publicKey } = generateKeyPairSync('ed25519');
  const clock = aFakeClock();
  const lines = SERVICES.flatMap((name) => [
    [`GATEWAY_${name}_URL`, far.url],
    [`GATEWAY_${name}_KEY`, LINE_KEY.toString('base64url')],
  ]);
  const app = await testApp(service, {
    clock,
    env: { ...Object.fromEntries(lines), PROVINCE_FILE: provinceFile(publicKey, sandbox), ...env },
  });
  return {
    app,
    far,
    clock,
    courierKey,
    token: (claims, typ = 'access') =>
      new SignJWT({ iss: 'he.identity', sub: 'a1', jti: randomBytes(8).toString('hex'), ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'i1', typ })
        .setExpirationTime(epochOf(clock.wall()) / 1000 + 600)
        .sign(identity.privateKey),
    close: async () => {
      await app.close();
      await far.close();
    },
  };
}

export const citizen = { kind: 'person', person: 'p'.repeat(43), level: 'window', sid: 's1' };
export const administrator = { kind: 'staff', role: 'administrator', sub: 'admin' };
