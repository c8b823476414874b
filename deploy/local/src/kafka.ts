import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ask } from './ask';
import type { Recipe } from './child';
import { archiveClasses, withClasses } from './kafka-classes';
import { LOOPBACK } from './ports';
import { Problem } from './problem';
import { at, type Profile } from './profile';

const run = promisify(execFile);
const JVM = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xms64m', '-Xmx384m'];

export interface KafkaPorts {
  readonly broker: number;
  readonly controller: number;
}

/**
 * A second listener, over TLS, for who gives a name and its password (SCRAM). The first of them may do everything, as may who comes by the
 * plain listener; the others what ACLs allow.
 */
export interface SecuredListener {
  readonly port: number;
  /** PEM files. */
  readonly cert: string;
  readonly key: string;
  readonly accounts: readonly [KafkaAccount, ...KafkaAccount[]];
}
export interface KafkaAccount {
  readonly username: string;
  readonly password: string;
}

export interface KafkaPrograms {
  readonly java: string;
  /** Folder of the broker's jars. */
  readonly libs: string;
}

/** One broker that is its own controller, on jars brought by Maven. */
export function kafkaRecipe(
  profile: Profile,
  programs: KafkaPrograms,
  ports: KafkaPorts,
  { signal, secured }: { signal: AbortSignal; secured?: SecuredListener | undefined },
): Recipe {
  const { java, libs } = programs;
  const folder = join(profile.folder, 'kafka');
  const data = join(folder, 'data');
  const properties = join(folder, 'server.properties');
  const classpath = join(libs, '*');
  mkdirSync(folder, { recursive: true });
  writeFileSync(properties, serverProperties(data, ports, secured), { mode: 0o600 });
  const broker = ['-cp', classpath, 'kafka.Kafka', properties];
  const isReady = (): Promise<boolean> => ask(ports.broker, apiVersionsRequest(), isApiVersionsAnswer);
  const logging = `-Dlog4j2.configurationFile=file:${at('deploy', 'local', 'log4j2.xml')}`;
  return {
    name: 'kafka',
    file: java,
    // asked for at each start: before the first one there is no archive yet
    get args() {
      return [...JVM, ...withClasses(libs), logging, ...broker];
    },
    cwd: folder,
    log: join(profile.logs, 'kafka.log'),
    isReady,
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
    graceMs: 4_000,
    prepare: async () => {
      rmSync(join(data, '.lock'), { force: true });
      if (!existsSync(join(data, 'meta.properties'))) {
        rmSync(data, { recursive: true, force: true });
        const tool = [...JVM, ...withClasses(libs), '-cp', classpath];
        await format(java, tool, { properties, secured, signal });
      }
      await archiveClasses(libs, java, [...JVM, logging, ...broker], { isReady, signal });
    },
  };
}

function serverProperties(data: string, ports: KafkaPorts, secured: SecuredListener | undefined): string {
  const [broker, controller] = [`${LOOPBACK}:${ports.broker}`, `${LOOPBACK}:${ports.controller}`];
  const more = secured === undefined ? '' : `,SECURED://${LOOPBACK}:${secured.port}`;
  return [
    readFileSync(at('deploy', 'local', 'server.properties'), 'utf8'),
    `listeners=PLAINTEXT://${broker},CONTROLLER://${controller}${more}`,
    `advertised.listeners=PLAINTEXT://${broker}${more}`,
    `controller.quorum.voters=1@${controller}`,
    `log.dirs=${data}`,
    ...(secured === undefined ? [] : securedProperties(secured)),
    '',
  ].join('\n');
}

const securedProperties = ({ cert, key, accounts: [first] }: SecuredListener): string[] => {
  const pem = (file: string): string => readFileSync(file, 'utf8').trimEnd().replaceAll('\n', '\\n');
  return [
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SECURED:SASL_SSL',
    'sasl.enabled.mechanisms=SCRAM-SHA-512',
    'authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    `super.users=User:ANONYMOUS;User:${first.username}`,
    'listener.name.secured.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'listener.name.secured.ssl.keystore.type=PEM',
    `listener.name.secured.ssl.keystore.certificate.chain=${pem(cert)}`,
    `listener.name.secured.ssl.keystore.key=${pem(key)}`,
  ];
};

/** A storage folder gets its cluster id once. One that was broken off half-way has no meta.properties and is made anew. */
async function format(
  java: string,
  jvm: string[],
  {
    properties,
    secured,
    signal,
  }: { properties: string; secured: SecuredListener | undefined; signal: AbortSignal },
): Promise<void> {
  // A Kafka Uuid; it may not begin with a dash.
  const id = `o${randomBytes(16).toString('base64url').slice(1)}`;
  const tool = ['kafka.tools.StorageTool', 'format', '-t', id, '-c', properties, '--ignore-formatted'];
  for (const { username, password } of secured?.accounts ?? [])
    tool.push('-S', `SCRAM-SHA-512=[name=${username},password=${password}]`);
  await run(java, [...jvm, ...tool], { signal }).catch((error: { stdout?: string; message: string }) => {
    throw new Problem(`Kafka's storage could not be formatted: ${error.stdout?.trim() || error.message}`);
  });
}

/** ApiVersions v0, the question every client asks first: length, key 18, version 0, correlation 1, no client id. */
function apiVersionsRequest(): Buffer {
  const request = Buffer.alloc(14);
  request.writeInt32BE(10, 0);
  request.writeInt16BE(18, 4);
  request.writeInt32BE(1, 8);
  request.writeInt16BE(-1, 12);
  return request;
}

/** Our correlation id, and error code 0. */
const isApiVersionsAnswer = (answer: Buffer): boolean =>
  answer.length >= 10 && answer.readInt32BE(4) === 1 && answer.readInt16BE(8) === 0;
