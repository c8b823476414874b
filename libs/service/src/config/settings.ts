import { accessSync, constants } from 'node:fs';
import { BlockList, isIPv6 } from 'node:net';

import {
  makeValidator,
  type OptionalValidatorSpec,
  type RequiredValidatorSpec,
  type ValidatorSpec,
} from 'envalid';
import { num, str } from 'envalid';

/** Settings of a service, by name without the service's prefix; each carries a description (`desc`). */
export type Settings = Record<string, ValidatorSpec<unknown>>;
/** The values of settings. */
export type Values<S> = {
  readonly [K in keyof S]: S[K] extends OptionalValidatorSpec<infer U>
    ? U | undefined
    : S[K] extends RequiredValidatorSpec<infer U>
      ? U
      : never;
};

const SHARED = Symbol('shared');
/** A setting that all services of a province share: its name takes no prefix. */
export const shared = <V extends ValidatorSpec<unknown>>(setting: V): V => ({ ...setting, [SHARED]: true });
export const isShared = (setting: ValidatorSpec<unknown>): boolean => SHARED in setting;

const refuse = (what: string): never => {
  throw new Error(what);
};
/** Messages below never repeat the value: addresses carry passwords. */
const urlOf = (input: string, protocols: readonly string[], what: string): string =>
  URL.canParse(input) && protocols.includes(new URL(input).protocol) ? input : refuse(`is no ${what}`);

/** An HTTP address without a slash at its end. */
export const address = makeValidator<string>((input) =>
  urlOf(input, ['http:', 'https:'], 'http address').replace(/\/+$/, ''),
);
export const databaseAddress = makeValidator<string>((input) =>
  urlOf(input, ['postgres:', 'postgresql:'], 'postgresql:// address'),
);
export const redisAddress = makeValidator<string>((input) =>
  urlOf(input, ['redis:', 'rediss:'], 'redis:// address'),
);
/** 32 random bytes in base64url. */
export const secretKey = makeValidator<Buffer>((input) => {
  const key = Buffer.from(input, 'base64url');
  return key.length === 32 ? key : refuse('is not 32 bytes in base64url');
});
/** A private JWK (Ed25519) as JSON. */
export const signingKey = makeValidator<Readonly<Record<string, string>>>((input) => {
  const key = parsed(input);
  return key?.kty === 'OKP' && key.crv === 'Ed25519' && key.d !== undefined
    ? key
    : refuse('is no private Ed25519 JWK in JSON');
});
/** 0 stands for any free port. */
export const port = makeValidator<number>((input) =>
  /^\d{1,5}$/.test(input) && Number(input) < 65_536 ? Number(input) : refuse('is no port'),
);
/** 0 to 1. */
export const share = makeValidator<number>((input) =>
  /^(0(\.\d+)?|1(\.0+)?)$/.test(input) ? Number(input) : refuse('is no number from 0 to 1'),
);
/** A file that is there and may be read. */
export const file = makeValidator<string>((input) => {
  try {
    accessSync(input, constants.R_OK);
    return input;
  } catch {
    return refuse('names no file that can be read');
  }
});
/** `a,b,c` */
export const list = makeValidator<readonly string[]>((input) =>
  input
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== ''),
);
/** `10.0.0.0/8,::1`: addresses and networks, for {@link networksOf}. */
export const networks = makeValidator<readonly string[]>((input) => {
  const given = input.split(',').map((each) => each.trim());
  try {
    networksOf(given);
    return given;
  } catch {
    return refuse('is no list of addresses and networks');
  }
});
/** What tells whether an address lies in one of the networks. Throws for what is no address or network. */
export function networksOf(given: readonly string[]): BlockList {
  const all = new BlockList();
  for (const each of given) {
    const [address = '', bits] = each.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) all.addAddress(address, family);
    else all.addSubnet(address, Number(bits), family);
  }
  return all;
}
export { num, str };

function parsed(json: string): Record<string, string> | undefined {
  try {
    return JSON.parse(json) as Record<string, string>;
  } catch {
    return undefined;
  }
}

/** What every service has. */
export const baseSettings = {
  PROVINCE_FILE: shared(str({ desc: "the province's file (deploy/provinces)" })),
  NODE_ENV: shared(
    str({
      choices: ['production', 'development', 'test'],
      default: 'development',
      desc: 'production forbids crash points',
    }),
  ),
  LOG_LEVEL: shared(
    str({
      choices: ['debug', 'info', 'warn', 'error', 'silent'],
      default: 'info',
      desc: 'least level that is logged',
    }),
  ),
  LOG_FILE: shared(
    str({ default: undefined, desc: 'file to append the log to, instead of the standard output' }),
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: shared(
    address({
      default: undefined,
      desc: 'collector that traces are sent to by OTLP over HTTP, e.g. http://otel:4318; none are when it is left out',
    }),
  ),
  OTEL_TRACES_SAMPLER_ARG: shared(
    share({ default: 1, desc: 'share of the traces beginning here that is sent, 0 to 1' }),
  ),
  HOST: str({ default: '127.0.0.1', desc: 'address to listen on' }),
  PORT: port({ desc: 'port to listen on' }),
  LEAVE: num({
    default: 250,
    desc: 'milliseconds at the end in which a kept connection may send one more request before it is closed',
  }),
  TLS_CERT: file({
    default: undefined,
    desc: 'PEM file of its certificate and those between it and its root: it speaks TLS then, and nothing else; read again when it changes',
  }),
  TLS_KEY: file({ default: undefined, desc: 'PEM file of the key of that certificate' }),
  TLS_CA: shared(
    file({
      default: undefined,
      desc: 'PEM file of the authorities by which the other services, Kafka and Redis are believed, and no others then; the public ones when left out',
    }),
  ),
  DATABASE_URL: databaseAddress({ desc: "this service's own database, with the role of the service" }),
  DATABASE_POOL: num({ default: 10, desc: 'most connections to the database' }),
};
export type BaseSettings = typeof baseSettings;
