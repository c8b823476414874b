import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type PeerCertificate, type SecureVersion } from 'node:tls';

import { Controller, Get, Module } from '@nestjs/common';
import {
  type TestCertificate,
  testCertificate,
  type TestDatabase,
  testMigrations,
  testSettings,
} from '@open122/testkit';
import pino from 'pino';
import { Agent, fetch } from 'undici';

import { serviceTables } from '../database/tables';
import { renewing, tlsOptions, trusting } from './certificate';
import { defineService } from './define-service';
import type { RunningService } from './serve';
import { startService } from './start-service';

@Controller('toys')
class ToyController {
  @Get()
  all() {
    return { toys: 3 };
  }
}
@Module({ controllers: [ToyController] })
class ToyModule {}
const toy = defineService({ name: 'licence', module: ToyModule, settings: {} });

const folder = mkdtempSync(join(tmpdir(), 'open122-tls-'));
let db: TestDatabase;
let files: TestCertificate;
let other: TestCertificate;
let service: RunningService;
beforeAll(async () => {
  db = await testMigrations([serviceTables]);
  [files, other] = [await testCertificate(folder), await testCertificate(folder, 'other')];
  const tls = { LICENCE_TLS_CERT: files.cert, LICENCE_TLS_KEY: files.key };
  service = await startService(toy, { ...testSettings('licence', db.url), ...tls });
});
afterAll(async () => {
  await service?.close();
  await db?.close();
  rmSync(folder, { recursive: true });
});

const asked = async (TLS_CA: string | undefined): Promise<number> => {
  const agent = new Agent({ connect: trusting({ TLS_CA }) });
  return fetch(`${service.url}/toys`, { dispatcher: agent })
    .then(({ status }) => status)
    .finally(() => agent.close());
};

test('a service with a certificate is reached over TLS by whoever knows its authority', async () => {
  expect(service.url).toMatch(/^https:/);
  expect(await asked(files.ca)).toBe(200);
});

test.each([
  ['public authorities', undefined],
  ['another authority', 'other'],
])('who believes %s alone does not believe it', async (_who, which) => {
  await expect(asked(which === undefined ? undefined : other.ca)).rejects.toThrow('fetch failed');
});

test('plain HTTP has no answer there', async () => {
  const answered = new Promise((resolve, reject) => {
    httpRequest(`http://127.0.0.1:${service.port}/toys`, resolve).on('error', reject).end();
  });
  await expect(answered).rejects.toThrow();
});

const ca = () => readFileSync(files.ca);
const shaken = (options: { maxVersion?: SecureVersion; minVersion?: SecureVersion; ciphers?: string }) =>
  new Promise<string>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: service.port, ca: ca(), ...options }, () => {
      resolve(socket.getProtocol() ?? '');
      socket.end();
    });
    socket.on('error', reject);
  });

test('TLS 1.3 and 1.2 with forward secrecy, nothing older or weaker', async () => {
  expect(await shaken({})).toBe('TLSv1.3');
  expect(await shaken({ maxVersion: 'TLSv1.2' })).toBe('TLSv1.2');
  const older = { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  await expect(shaken(older)).rejects.toThrow();
  await expect(shaken({ maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' })).rejects.toThrow();
});

test('a certificate that was renewed is used without a restart; one that is none leaves the one of before', async () => {
  const own = await testCertificate(folder, 'renewed');
  const log = pino({ level: 'silent' });
  const server = createServer(tlsOptions(own), (_asked, answer) => answer.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = renewing(server, own, log, 20);
  const { port } = server.address() as { port: number };
  const serial = () =>
    new Promise<string>((resolve, reject) => {
      const options = { port, host: '127.0.0.1', agent: false, rejectUnauthorized: false };
      const asking = request(options, (answer) => {
        resolve(
          (answer.socket as unknown as { getPeerCertificate(): PeerCertificate }).getPeerCertificate()
            .serialNumber,
        );
        answer.resume();
      });
      asking.on('error', reject).end();
    });
  const before = await serial();
  const replace = async (cert: Buffer | string, key: Buffer | string): Promise<void> => {
    const [kept, later] = [await serial(), new Date(Date.now() + 60_000)];
    writeFileSync(own.cert, cert);
    writeFileSync(own.key, key);
    utimesSync(own.cert, later, later);
    for (let tries = 0; tries < 50 && (await serial()) === kept; tries += 1) await sleep(20);
  };
  await replace(readFileSync(other.cert), readFileSync(other.key));
  const after = await serial();
  expect(after).not.toBe(before);
  await replace('no certificate', 'no key');
  expect(await serial()).toBe(after);
  stop();
  server.closeAllConnections();
  server.close();
});

test('a certificate and its key go together, and are files', async () => {
  const start = (more: object) => startService(toy, { ...testSettings('licence', db.url), ...more });
  await expect(start({ LICENCE_TLS_CERT: files.cert })).rejects.toThrow(
    'LICENCE_TLS_KEY is missing: they go together',
  );
  await expect(start({ LICENCE_TLS_CERT: files.cert, LICENCE_TLS_KEY: '/nowhere.pem' })).rejects.toThrow(
    'LICENCE_TLS_KEY names no file that can be read',
  );
});
