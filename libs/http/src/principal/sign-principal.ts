import { createHmac, timingSafeEqual } from 'node:crypto';

import { epochOf, type Instant, type ServiceName } from '@open122/contracts';

import { refuse } from '../refusals';
import type { Principal } from './principal';

/** The internal header; the gateway drops what a client sends under this name. */
export const PRINCIPAL_HEADER = 'x-principal';

/** 32 random bytes; a text is their base64url. */
export type PrincipalKey = Buffer | string;

export interface PrincipalSigning {
  readonly issuer: ServiceName;
  readonly audience: ServiceName;
  /** The key this issuer shares with that audience. */
  readonly key: PrincipalKey;
  readonly wallNow: Instant;
  readonly seconds?: number;
}

interface Sealed {
  readonly iss: string;
  readonly aud: string;
  /** Milliseconds since 1970, wall time. */
  readonly exp: number;
  readonly principal: Principal;
}

const seal = (payload: string, key: PrincipalKey): string =>
  createHmac('sha256', typeof key === 'string' ? Buffer.from(key, 'base64url') : key)
    .update(payload)
    .digest('base64url');

/** The value of the header X-Principal: `payload.mac`, for one audience and, unless told, 60 seconds of wall time. */
export function signPrincipal(principal: Principal, signing: PrincipalSigning): string {
  const sealed: Sealed = {
    iss: signing.issuer,
    aud: signing.audience,
    exp: epochOf(signing.wallNow) + (signing.seconds ?? 60) * 1000,
    principal,
  };
  const payload = Buffer.from(JSON.stringify(sealed)).toString('base64url');
  return `${payload}.${seal(payload, signing.key)}`;
}

/** Whose signature a service believes, and the key it shares with each. */
export type Issuers = Readonly<Partial<Record<ServiceName, PrincipalKey>>>;

export interface PrincipalChecking {
  readonly audience: ServiceName;
  readonly wallNow: Instant;
  readonly issuers: Issuers;
}

function parse(payload: string): Sealed | null {
  try {
    const sealed = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Sealed | null;
    return typeof sealed?.iss === 'string' && typeof sealed.principal?.kind === 'string' ? sealed : null;
  } catch {
    return null;
  }
}

const equal = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Another service speaks for itself alone; only the gateway speaks for people (design §7). */
const maySpeakFor = (issuer: string, principal: Principal): boolean =>
  issuer === 'gateway' || (principal.kind === 'service' && principal.service === issuer);

/** What was sealed, when the seal is that of its issuer. */
function unseal(header: string, issuers: Issuers): Sealed | null {
  const [payload, mac, ...rest] = header.split('.');
  if (payload === undefined || mac === undefined || rest.length > 0) return null;
  const sealed = parse(payload);
  // own keys alone: an issuer called `constructor` is nobody
  const key =
    sealed !== null && Object.hasOwn(issuers, sealed.iss) ? issuers[sealed.iss as ServiceName] : undefined;
  return key !== undefined && equal(seal(payload, key), mac) ? sealed : null;
}

/** A principal, and until when its header speaks for it. */
export interface Verified {
  readonly principal: Principal;
  /** Milliseconds since 1970, wall time. */
  readonly until: number;
}

/** Reads X-Principal. Refuses `principal.invalid` when it is forged, expired, for another audience or from an unknown issuer. */
export function verifyPrincipal(header: string, { audience, wallNow, issuers }: PrincipalChecking): Verified {
  const sealed = unseal(header, issuers);
  const inTime = typeof sealed?.exp === 'number' && epochOf(wallNow) < sealed.exp;
  if (sealed === null || !inTime || sealed.aud !== audience || !maySpeakFor(sealed.iss, sealed.principal)) {
    throw refuse.principalInvalid();
  }
  return { principal: sealed.principal, until: sealed.exp };
}
