import { readFileSync, statSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import type { Server as TlsServer } from 'node:tls';

import type { Logger } from 'pino';

import type { ServiceConfig } from '../config/config';

/** Milliseconds between two looks at whether the certificate's files have changed. */
const LOOK = 30_000;

/** With forward secrecy alone (ASVS 12.1.2); the first three are those of TLS 1.3. */
const CIPHERS = [
  ...['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
  ...['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384'],
  ...['ECDHE-ECDSA-CHACHA20-POLY1305', 'ECDHE-RSA-CHACHA20-POLY1305'],
  ...['ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
].join(':');

/** The PEM files by which a service speaks TLS. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Undefined: the service speaks plain HTTP. */
export function certificateOf({ values }: ServiceConfig): Certificate | undefined {
  const { TLS_CERT: cert, TLS_KEY: key } = values;
  return cert === undefined || key === undefined ? undefined : { cert, key };
}

/** Of a server that speaks TLS 1.2 or 1.3 alone. Throws what reading the files throws. */
export const tlsOptions = (files: Certificate): ServerOptions => ({
  ...read(files),
  ...{ minVersion: 'TLSv1.2', ciphers: CIPHERS, honorCipherOrder: true },
});

/**
 * Takes a certificate that was renewed for new connections, without a restart; one that cannot be used is told, and the one of
 * before stays. Returns what ends it.
 */
export function renewing(server: TlsServer, files: Certificate, log: Logger, every = LOOK): () => void {
  const changed = (): number => Math.max(statSync(files.cert).mtimeMs, statSync(files.key).mtimeMs);
  let known = changed();
  const look = (): void => {
    try {
      const now = changed();
      if (now === known) return;
      server.setSecureContext(tlsOptions(files));
      known = now;
      log.info('the certificate was renewed');
    } catch (err) {
      log.warn({ err, problem: 'the renewed certificate cannot be used, the one of before stays' });
    }
  };
  const looking = setInterval(look, every).unref();
  return () => clearInterval(looking);
}

const read = ({ cert, key }: Certificate): { cert: Buffer; key: Buffer } => ({
  ...{ cert: readFileSync(cert), key: readFileSync(key) },
});

/** For a connection to another service, to Kafka or to Redis: believed by `TLS_CA` and nothing else, where that is given. */
export const trusting = ({ TLS_CA }: { readonly TLS_CA?: string | undefined }): { ca?: Buffer } =>
  TLS_CA === undefined ? {} : { ca: readFileSync(TLS_CA) };
