import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { at } from './profile';

/** What runs in production: no tests, no builders of theirs, no benchmarks. */
const NOT_SHIPPED = /(spec\.ts$|\/testing\/|\/(a|toy)-[a-z-]+\.ts$|^apps\/(bench|e2e)\/|^libs\/testkit\/)/;
const sources = ['apps', 'libs'].flatMap((top) =>
  readdirSync(at(top), { recursive: true, encoding: 'utf8' })
    .map((name) => join(top, name))
    .filter((name) => /^[^/]+\/[^/]+\/src\/.*\.ts$/.test(name) && !NOT_SHIPPED.test(name)),
);
const linesWith = (pattern: RegExp): string[] =>
  sources.flatMap((name) =>
    readFileSync(at(name), 'utf8')
      .split('\n')
      .filter((line) => pattern.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
const packages = Object.keys(
  (JSON.parse(readFileSync(at('package.json'), 'utf8')) as { dependencies: object }).dependencies,
);

/** What is there for a reason: the factor that authenticator apps know, `chrt` for a thread of ours, patterns of our own schemas,
 * a wait that secures nothing. */
const KNOWN = [
  'apps/identity/src/totp.ts: /** RFC 6238 with its defaults: SHA-1, 30 seconds, 6 digits; one step of clock skew to either side. */',
  "apps/identity/src/hashing-thread.ts: import { execFile } from 'node:child_process';",
  'libs/operations/src/mask/mask-payload.ts: return pattern !== undefined && new RegExp(pattern).test(value);',
  'libs/service/src/database/database.ts: await sleep(Math.random() * 20 * attempt);',
];
test('there are sources to be looked at', () => expect(sources.length).toBeGreaterThan(400));

test.each([
  ['code out of text', /\beval\(|new Function\(|node:vm\b|setTimeout\(\s*['"`]/],
  ['programs of the machine', /node:child_process\b|\bexecSync\(|\bspawn\(/],
  ['a certificate that nobody looks at', /rejectUnauthorized|NODE_TLS_REJECT_UNAUTHORIZED|sslmode=/],
  ['random values that can be guessed', /Math\.random\(/],
  ['hashes that are broken', /\b(md5|sha-?1|ripemd)\b/i],
  ['ciphers other than AES-256-GCM', /create(De)?[cC]ipheriv\((?!'aes-256-gcm')/],
  ['RSA, or a curve of their choice', /\b(RS|PS|ES)(256|384|512)\b|secp256k1|'none'\s*\]/],
  ['cookies', /set-cookie|setCookie/i],
  ['redirects', /\.redirect\(|@Redirect\(/],
  ['pages of other origins', /access-control-allow|enableCors|@fastify\/cors/i],
  ['objects of any kind out of bytes', /\bdeserialize\(/],
  ['expressions made of text', /new RegExp\((?!`\^\(\?:\$\{UUID\})/],
  ['debuggers', /\bdebugger\b|node:inspector/],
])('the services know nothing of %s', (_, pattern) => {
  expect(linesWith(pattern).filter((line) => !KNOWN.includes(line))).toEqual([]);
});

/** Pieces of a statement that are named in the code: tables, columns, conditions with their placeholders. */
const PIECES = /\$\{(table|name|sql|key|age|keyType|[A-Z_]+|copy\.(key|table)|names\.join\(', '\))\}/g;
test('values reach a statement as its parameters, never as its text', () => {
  const statements = linesWith(/[`'"]\s*(select|insert into|update|delete from) .*\$\{/i);
  expect(statements.length).toBeGreaterThan(5);
  expect(statements.filter((line) => line.replaceAll(PIECES, '').includes('${'))).toEqual([]);
});

test('no package reads XML, LDAP, XPath, templates, GraphQL, WebSockets or WebRTC', () => {
  expect(
    packages.filter((name) =>
      /xml|sax|ldap|xpath|handlebars|ejs|pug|mustache|graphql|(^|\/)ws$|socket\.io|webrtc|cookie|multipart|memcache|nodemailer/.test(
        name,
      ),
    ),
  ).toEqual([]);
});
